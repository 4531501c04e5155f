import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import { write } from '#lib/server/http/route.ts'
import { createRuntime } from '#lib/server/runtime.ts'
import { startAs } from '#lib/server/testing/jobs.ts'
import { askAsPerson, testEnv } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'

/**
 * A portal that carries out one job, made to be killed. With a file it starts the job first; in any case it says
 * `job <id> <rows ended>` as it goes on, `edit <ms> <user> <status> <ms for slots>` for each role that a person edits meanwhile, `end`.
 */
const order = z.object({
  emulator: z.string(),
  place: z.union([z.object({ url: z.string() }), z.object({ dataDir: z.string() })]),
  requestsPerMinute: z.int(),
  job: z.string().nullable(),
  text: z.string(),
  editors: z.array(z.string()),
  editEveryMs: z.int(),
})

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

const { emulator, place, requestsPerMinute, text, editors, editEveryMs, ...given } = order.parse(
  JSON.parse(process.argv[2] ?? ''),
)
const runtime = await createRuntime({
  ...testEnv(emulator, place, { requestsPerMinute }),
  reconcileSettleSeconds: 0,
})
globalThis.stewardRuntime = Promise.resolve(runtime)
const somebody = { subject: 'ada', email: 'ada@example.com', role: 'admin' as const }
const ask = await askAsPerson(runtime, somebody)
const job = given.job ?? (await start(ask))

async function start(asking: Ask): Promise<string> {
  await runtime.mirror.refresh()
  const file = { kind: 'invites' as const, name: 'people.csv', text }
  const answer = await startAs(asking, { file }, { kind: 'import', title: 'People' })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return String(answer.body['id'])
}

/** Asked of the database, so that looking on costs next to nothing. */
async function progress(): Promise<{ ended: number; isOver: boolean }> {
  const { db } = runtime.database
  const { count } = await db
    .selectFrom('job_row')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('job_id', '=', job)
    .where('status', 'not in', ['queued', 'scheduled', 'running'])
    .executeTakeFirstOrThrow()
  const { ended_ms } = await db.selectFrom('job').select('ended_ms').where('id', '=', job).executeTakeFirstOrThrow()
  return { ended: Number(count), isOver: ended_ms !== null }
}

async function edit(asking: Ask, user_id: string): Promise<void> {
  const began = performance.now()
  const slots = await runtime.budget.roomFor('interactive', 2)
  const answer = await asking(write(changeMemberRole), { user_id }, { method: 'POST', body: { role: 'developer' } })
  say(`edit ${Math.round(performance.now() - began)} ${user_id} ${answer.status} ${slots}`)
}

let edited = Date.now()
for (;;) {
  const { ended, isOver } = await progress()
  say(`job ${job} ${ended}`)
  if (isOver) break
  const next = Date.now() - edited >= editEveryMs ? editors.shift() : undefined
  if (next !== undefined) {
    edited = Date.now()
    await edit(ask, next)
  }
  await sleep(50)
}
await runtime.close()
say('end')
