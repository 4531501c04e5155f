import 'server-only'
import type { Action } from './define.ts'
import { createInvite, deleteInvite, replaceInvite } from './invites.ts'
import { updateApiKey } from './keys.ts'
import { changeMemberRole, removeMember } from './members.ts'
import { addWorkspaceMember, changeWorkspaceRole, removeWorkspaceMember } from './workspace-members.ts'
import { archiveWorkspace, createWorkspace, updateWorkspace } from './workspaces.ts'

/** Something done with an action whose types only the action itself knows. */
export type ActionUse<T> = <I, B, R, O>(action: Action<I, B, R, O>) => T

type Entry = { names: readonly string[]; makes: boolean; lend: <T>(use: ActionUse<T>) => T }

function entry<I, B, R, O>(action: Action<I, B, R, O>): Entry {
  return { names: action.names, makes: action.created !== undefined, lend: (borrow) => borrow(action) }
}

/** Every action there is. What replays one later (an undo, an approval, the reconciler) finds it here by its word. */
const entries: readonly Entry[] = [
  entry(changeMemberRole),
  entry(removeMember),
  entry(createInvite),
  entry(deleteInvite),
  entry(replaceInvite),
  entry(createWorkspace),
  entry(updateWorkspace),
  entry(archiveWorkspace),
  entry(addWorkspaceMember),
  entry(changeWorkspaceRole),
  entry(removeWorkspaceMember),
  entry(updateApiKey),
]

export const catalogueNames: readonly string[] = entries.flatMap(({ names }) => names)

/** The words of the actions that make an object with an id of its own. */
export const makingNames: readonly string[] = entries.flatMap(({ names, makes }) => (makes ? names : []))

/** Lends the action that the audit log calls `name` to `use`; null when this version knows no such action. */
export function withAction<T>(name: string, use: ActionUse<T>): T | null {
  const found = entries.find(({ names }) => names.includes(name))
  return found === undefined ? null : found.lend(use)
}
