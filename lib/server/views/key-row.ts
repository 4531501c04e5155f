import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { keyProtection } from '#lib/rules/protection.ts'
import type { Protected } from '#lib/rules/protection.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { KeyKind, KeyRow } from '#lib/schemas/views.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { keyHealth } from './key-health.ts'
import type { HealthFacts } from './key-health.ts'
import { agedKey } from '#lib/server/reads/keys.ts'

/**
 * A key joined with its workspace, creator, the identity it acts as, what the policy says of it, and its health: without
 * `facts` its use is not measured.
 */
export function keyRow(snapshot: Snapshot, rules: Protected, stored: ApiKey, facts: HealthFacts = noFacts): KeyRow {
  const now = Date.now()
  const key = agedKey(stored, now)
  const workspaceId = workspaceOfKey(key)
  const workspace = workspaceId === null ? undefined : snapshot.get('workspace', workspaceId)
  return {
    id: key.id,
    name: key.name,
    status: key.status,
    created_at: key.created_at,
    expires_at: key.expires_at,
    partial_key_hint: key.partial_key_hint,
    scope: key.scope,
    kind: keyKind(key),
    workspace:
      workspaceId === null
        ? null
        : {
            id: workspaceId,
            name: workspace?.name ?? workspaceId,
            is_default: workspaceId === snapshot.defaultWorkspaceId,
          },
    acts_as: actsAs(snapshot, key),
    creator: creatorOf(snapshot, key),
    protected: keyProtection(rules, key, workspace ?? null),
    ...keyHealth(snapshot, key, facts, now),
  }
}

const noFacts: HealthFacts = { figures: null, membersRead: true }

export function keyKind(key: ApiKey): KeyKind {
  if (key.principal === null) return 'workspace'
  return key.principal.type === 'service_account_actor' ? 'service_account' : 'personal'
}

function actsAs(snapshot: Snapshot, key: ApiKey): KeyRow['acts_as'] {
  const id = key.principal?.user_id ?? key.principal?.service_account_id
  if (id === undefined) return null
  return { id, label: snapshot.get('user', id)?.email ?? id }
}

function creatorOf(snapshot: Snapshot, key: ApiKey): KeyRow['creator'] {
  if (key.created_by === null) return null
  const { id, type } = key.created_by
  if (type === 'service_account') return { id, label: id, state: 'service_account' }
  const member = snapshot.get('user', id)
  return member === undefined ? { id, label: id, state: 'left' } : { id, label: member.email, state: 'member' }
}
