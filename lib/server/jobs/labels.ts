import 'server-only'
import type { Target } from '#lib/server/actions/define.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Foreseen } from './foreseen.ts'

type Look = { foreseen: Foreseen; sees: (kind: Kind, id: string) => boolean }

/** Whom or what a change is about, as far as the person may know: a name or an address, else the bare id. */
export function labelOf({ foreseen, sees }: Look, target: Target, input: Readonly<Record<string, unknown>>): string {
  const { kind, id } = target
  if (id === null) return textOf(input['email'] ?? input['name'])
  const shown = kind === 'workspace_member' ? 'user' : kind
  if (!sees(shown, id)) return id
  if (shown === 'user') return foreseen.get('user', id)?.email ?? foreseen.snapshot.get('user', id)?.email ?? id
  if (shown === 'invite') return foreseen.snapshot.get('invite', id)?.email ?? id
  if (shown === 'workspace') return foreseen.snapshot.get('workspace', id)?.name ?? id
  return shown === 'api_key' ? (foreseen.snapshot.get('api_key', id)?.name ?? id) : id
}

export function workspaceOf(foreseen: Foreseen, id: string | null): { id: string; name: string } | null {
  const workspace = id === null ? undefined : foreseen.snapshot.get('workspace', id)
  return workspace === undefined ? null : { id: workspace.id, name: workspace.name }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
