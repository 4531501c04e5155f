import { fieldChanges } from '#components/audit/field-changes.ts'
import type { FieldChange } from '#components/audit/field-changes.ts'
import type { ProposalRow } from '#lib/schemas/views.ts'

type Proposed = Pick<ProposalRow, 'action' | 'before' | 'params'>

const addresses = new Set(['user_id', 'invite_id', 'workspace_id', 'api_key_id'])
const removals = new Set(['member.remove', 'invite.revoke', 'workspace_member.remove'])
const replacements = new Set(['invite.resend', 'invite.change_role'])

/** The present object beside what an approval would make of it; fields that stay are left out. */
export function proposedChanges({ action, before, params }: Proposed): FieldChange[] {
  if (removals.has(action)) return fieldChanges(before, null)
  const [was, wanted] = [fieldsOf(before), fieldsOf(params)]
  if (before === null) return fieldChanges(null, wanted)
  const written = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !addresses.has(name) && value !== null),
  )
  return fieldChanges(was, { ...was, ...written, ...consequences(action, was, wanted) })
}

/** What the change writes without being told in so many words. */
function consequences(action: string, was: Record<string, unknown>, wanted: Record<string, unknown>): object {
  if (action === 'workspace.archive') return { archived_at: 'the moment of the approval' }
  if (replacements.has(action)) return { id: 'a new invite', expires_at: '21 days after the approval' }
  // Tags merge, and null takes a tag away (contract, trap 21).
  const tags = { ...fieldsOf(was['tags']), ...fieldsOf(wanted['tags']) }
  return 'tags' in wanted
    ? { tags: Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== null)) }
    : {}
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
