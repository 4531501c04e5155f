import 'server-only'
import type { Change } from '#lib/schemas/jobs.ts'
import type { Target } from '#lib/server/actions/define.ts'
import type { Mirrored } from '#lib/server/mirror/kinds.ts'
import type { Foreseen } from './foreseen.ts'
import { endsObject } from './what-changes.ts'

/** Keeps what a change will leave, so that the changes after it are judged on the state they will find. */
export function foresee(foreseen: Foreseen, { action, input }: Change, target: Target, object: unknown): void {
  if (action === 'invite.create') return foreseen.willInvite(String(input['email']), String(input['role']))
  const { kind, id, workspace_id } = target
  if (id === null) return
  const gone = endsObject(action)
  switch (kind) {
    case 'user':
      return foreseen.set('user', id, gone ? undefined : (object as Mirrored['user']))
    case 'invite':
      return foreseen.set('invite', id, undefined)
    case 'api_key':
      return foreseen.set('api_key', id, object as Mirrored['api_key'])
    case 'workspace':
      return foreseen.set('workspace', id, workspaceAfter(action, object as Mirrored['workspace']))
    case 'workspace_member':
      return foreseen.set('workspace_member', id, gone ? undefined : memberAfter(object), workspace_id ?? '')
    case 'organization':
  }
}

function workspaceAfter(action: string, workspace: Mirrored['workspace']): Mirrored['workspace'] {
  return action === 'workspace.archive' ? { ...workspace, archived_at: new Date().toISOString() } : workspace
}

function memberAfter(object: unknown): Mirrored['workspace_member'] {
  return { ...(object as Mirrored['workspace_member']), type: 'workspace_member' }
}
