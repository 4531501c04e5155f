import { isDraining } from '#lib/server/draining.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { readState } from '#lib/server/store/state.ts'

export const dynamic = 'force-dynamic'

/** It can serve: started, its database answers, not told to stop. Upstream may be down; pages then show what is known. */
export async function GET(): Promise<Response> {
  const ready = !isDraining() && (await databaseAnswers())
  const status = ready ? 'ready' : 'not ready'
  return Response.json({ status }, { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}

async function databaseAnswers(): Promise<boolean> {
  try {
    const { database } = await getRuntime()
    await readState(database.db, 'readiness')
    return true
  } catch {
    return false
  }
}
