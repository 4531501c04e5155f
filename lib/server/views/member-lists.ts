import 'server-only'
import type { Runtime } from '#lib/server/runtime-type.ts'

/** The workspaces whose members have been read to the end at least once. */
export async function readMemberLists(runtime: Runtime): Promise<Set<string>> {
  const progress = await runtime.mirror.progress()
  return new Set(
    progress.filter((list) => list.kind === 'workspace_member' && list.complete).map((list) => list.parent),
  )
}
