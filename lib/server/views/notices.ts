import 'server-only'
import { createHash } from 'node:crypto'
import type { NoticesView } from '#lib/schemas/notices.ts'
import type { Person } from '#lib/schemas/person.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { beginView } from './revision.ts'

const mostDeliveries = 50

/** The channels that tell people outside of Steward, how they are, and what they have delivered. */
export async function readNotices(person: Person): Promise<NoticesView> {
  const runtime = await getRuntime()
  const { freshness } = await beginView(runtime, person, 'notices', ['organization'])
  const { notices } = runtime
  const [channels, deliveries] = await Promise.all([notices.state(), notices.deliveries(mostDeliveries)])
  const view = { ...freshness, kinds: [...notices.kinds], channels, deliveries }
  const told = JSON.stringify([view.kinds, channels, deliveries])
  return { ...view, revision: createHash('sha256').update(told).digest('base64url').slice(0, 22) }
}
