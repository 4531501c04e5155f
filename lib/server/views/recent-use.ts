import 'server-only'
import type { RecentUse } from '#lib/schemas/offboarding.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'

/** The use of each key as far as it was measured. Nothing is measured yet, which is told as such and never as "unused". */
export async function recentUse(_runtime: Runtime): Promise<(keyId: string) => RecentUse | null> {
  return () => null
}
