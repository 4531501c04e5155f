import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Person } from '#lib/schemas/person.ts'
import { firstRefusal, impossible, yes } from './verdict.ts'
import type { Verdict } from './verdict.ts'
import { holdsIn } from './holds.ts'

type KeyFacts = Pick<ApiKey, 'status' | 'scope'>

/** The workspace a key belongs to; null for organization-scoped keys, which no workspace manager reaches. */
export function workspaceOfKey(key: Pick<ApiKey, 'scope'>): string | null {
  return key.scope.type === 'workspace' ? (key.scope.workspace_id ?? null) : null
}

function alive(key: KeyFacts): Verdict {
  if (key.status === 'archived') return impossible('key_archived', 'This key is archived, which is permanent.')
  if (key.status === 'expired')
    return impossible('key_expired', 'This key has expired and cannot come back; it can only be archived.')
  return key.status === 'active' || key.status === 'inactive'
    ? yes
    : impossible('key_status_unknown', `This key has a status Steward does not know (${key.status}).`)
}

/** Contract 8.6, the status machine: inactive is reversible, archived is not, expired may only be archived. */
export const keyCan = {
  rename: (person: Person, key: KeyFacts): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'keys.rename', workspaceOfKey(key)),
      () => (key.status === 'archived' ? impossible('key_archived', 'An archived key cannot be renamed.') : yes),
    ),
  /** Disable or enable. */
  changeStatus: (person: Person, key: KeyFacts): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'keys.change_status', workspaceOfKey(key)),
      () => alive(key),
    ),
  archive: (person: Person, key: KeyFacts): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'keys.archive', workspaceOfKey(key)),
      () => (key.status === 'archived' ? impossible('key_archived', 'This key is already archived.') : yes),
    ),
}
