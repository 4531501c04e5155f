import { fieldChanges } from '#components/audit/field-changes.ts'
import type { FieldChange } from '#components/audit/field-changes.ts'
import { endings, placeFields } from '#lib/rules/change-fields.ts'
import { fieldsOf } from '#lib/rules/json-object.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'
import type { ProposalRow } from '#lib/schemas/views.ts'

type Proposed = Pick<ProposalRow, 'action' | 'before' | 'params'>

const replacements = new Set(['invite.resend', 'invite.change_role'])

/** The present object beside what an approval would make of it; fields that stay are left out. */
export function proposedChanges({ action, before, params }: Proposed): FieldChange[] {
  if (endings.has(action)) return fieldChanges(before, null)
  const [was, wanted] = [fieldsOf(before), fieldsOf(params)]
  if (before === null) return fieldChanges(null, wanted)
  const written = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !placeFields.has(name) && value !== null),
  )
  return fieldChanges(was, { ...was, ...written, ...consequences(action, was, wanted) })
}

/** What the change writes without being told in so many words. */
function consequences(action: string, was: JsonObject, wanted: JsonObject): object {
  if (action === 'workspace.archive') return { archived_at: 'the moment of the approval' }
  if (replacements.has(action)) return { id: 'a new invite', expires_at: '21 days after the approval' }
  // Tags merge, and null takes a tag away (contract, trap 21).
  const tags = { ...fieldsOf(was['tags']), ...fieldsOf(wanted['tags']) }
  return 'tags' in wanted
    ? { tags: Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== null)) }
    : {}
}
