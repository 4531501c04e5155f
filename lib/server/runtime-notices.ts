import 'server-only'
import type { Env } from '#lib/server/env.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'
import { emailChannel } from '#lib/server/notices/email.ts'
import { startNotices } from '#lib/server/notices/notices.ts'
import type { Notices } from '#lib/server/notices/notices.ts'
import { webhookChannel } from '#lib/server/notices/webhook.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Instance } from '#lib/server/store/instance.ts'
import type { Runtime } from './runtime-type.ts'

type Parts = {
  env: Env
  log: Runtime['log']
  database: Database
  instance: Instance
  reader: MirrorReader
  refresh: () => Promise<void>
}

/** Who is told outside of Steward, by the environment's channels. */
export function joinNotices({ env, log, database, instance, reader, refresh }: Parts): Notices {
  const { webhookUrl, email, kinds } = env.notices
  const channels = [
    ...(webhookUrl === null ? [] : [webhookChannel(webhookUrl, env.portalUrl)]),
    ...(email === null ? [] : [emailChannel(email, env.portalUrl)]),
  ]
  return startNotices({ database, channels, kinds, holder: instance.id, reader, refresh, log })
}
