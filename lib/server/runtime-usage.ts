import 'server-only'
import type { Logger } from 'pino'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import type { ListProgress, MirrorReader } from '#lib/server/mirror/read.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Usage } from '#lib/server/usage/usage.ts'
import { startUsageKeeper } from '#lib/server/usage/keeper.ts'
import { createUsageReader } from '#lib/server/usage/reader.ts'
import { createUsageSync } from '#lib/server/usage/sync.ts'

type Parts = { database: Database; reader: MirrorReader; admin: AdminApi; log: Logger; on: boolean }

const off = 'Usage and cost are not read here (USAGE_REPORTS=0).'

/** Reading and telling what the organization uses; `admin` is the Admin API in the sync lane. */
export function joinUsage({ database, reader, admin, log, on }: Parts): Usage & { stop: () => Promise<void> } {
  const { figures } = createUsageReader(database, on ? null : off)
  if (!on) return { figures, looked: () => undefined, refresh: async () => undefined, stop: async () => undefined }
  const ready = async () => isWhole(await reader.progress())
  const { looked, refresh, stop } = startUsageKeeper({ sync: createUsageSync({ database, admin }), ready, log })
  return { figures, looked, refresh, stop }
}

/** The lists that everything else hangs on; member lists take their turns beside usage. */
function isWhole(progress: readonly ListProgress[]): boolean {
  const lists = progress.filter((list) => list.parent === '' && list.complete).map((list) => list.kind)
  return ['workspace', 'user', 'api_key'].every((kind) => lists.includes(kind))
}
