import { createToken } from '#lib/server/auth/tokens.ts'
import { signedInNow } from '#lib/server/auth/person.ts'
import { createRuntime } from '#lib/server/runtime.ts'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { testEnv } from '#lib/server/testing/portal.ts'
import { z } from 'zod'

/**
 * A portal that does nothing but write, made to be killed: performs the writes it is given from the first on, says
 * `start i` before each and `ack i` or `lost i` after, looks at what its predecessors left open, and ends.
 */
const order = z.object({
  emulator: z.string(),
  place: z.union([z.object({ url: z.string() }), z.object({ dataDir: z.string() })]),
  writes: z.array(z.object({ index: z.int(), action: z.string(), input: z.record(z.string(), z.unknown()) })),
})

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

const { emulator, place, writes } = order.parse(JSON.parse(process.argv[2] ?? ''))
const runtime = await createRuntime({ ...testEnv(emulator, place), reconcileSettleSeconds: 0 })
const admin = { name: 'writer', role: 'admin', workspaces: null, expires_ms: null, created_by: 'tests' } as const
const token = await createToken(runtime.database.db, admin, Date.now())
const signedIn = await signedInNow(runtime, { token_id: token.id }, 'token')
if (signedIn === null) throw new Error('The token does not live')

for (const { index, action: name, input } of writes) {
  say(`start ${index}`)
  const performance = { request_id: `req_crash_${index}`, reason: `write ${index}`, fresh: true }
  const writing = withAction(name, (action) =>
    runtime.perform(action, action.input.parse(input), signedIn, performance),
  )
  await writing?.then(
    () => say(`ack ${index}`),
    (error: unknown) => say(`lost ${index} ${String(error)}`),
  )
}
// The first may be the look at start, from before the last write.
await runtime.reconcile()
await runtime.reconcile()
await runtime.close()
say('end')
