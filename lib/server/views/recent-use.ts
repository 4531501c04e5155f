import 'server-only'
import type { RecentUse } from '#lib/schemas/offboarding.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'

const weekDays = 7

/** The use of each key as far as it was measured; null when it was not, which is never told as "unused". */
export async function recentUse({ usage }: Runtime): Promise<(keyId: string) => RecentUse | null> {
  usage.looked()
  const figures = await usage.figures()
  return (keyId) => {
    const { use, last_used_at, last_used_within } = figures.ofKey(keyId)
    if (use === 'not_measured') return null
    return {
      last_used_at,
      last_used_within,
      tokens_24h: figures.tokensOfKey(keyId, 24),
      tokens_7d: figures.tokensOfKeyInDays(keyId, weekDays),
    }
  }
}
