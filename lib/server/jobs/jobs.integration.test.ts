import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedInNow } from '#lib/server/auth/person.ts'
import { createRuntime } from '#lib/server/runtime.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { jobOf, jobOnce, planAs, startAs } from '#lib/server/testing/jobs.ts'
import { askAsPerson, signInPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'
import { viewJobResults } from '#lib/server/views/job-reads.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

eachDatabase((kind, __, place) => {
  let portal: Portal
  let admin: Ask
  let world: WorldState
  beforeAll(async () => {
    portal = await startTestPortal(await place(), { seed: { members: 80, workspaces: 8, keys: 80 } })
    await portal.runtime.mirror.refresh()
    admin = await askAsPerson(portal.runtime, { subject: 'ada', role: 'admin' })
    world = await worldOf(portal.door)
  })
  afterAll(() => portal.close())

  const users = (role: string) => world.users.filter((user) => user.role === role)

  test('a plan is carried out row by row, and the job tells what became of each', async () => {
    const [one, two] = users('user')
    const changes = [
      { action: 'member.change_role' as const, input: { user_id: one?.id, role: 'developer' } },
      { action: 'member.change_role' as const, input: { user_id: two?.id, role: 'user' } },
      { action: 'invite.create' as const, input: { email: 'new@example.com', role: 'user' } },
      { action: 'invite.create' as const, input: { email: 'NEW@example.com', role: 'developer' } },
      { action: 'invite.create' as const, input: { email: 'no address', role: 'user' } },
    ]
    const plan = await planAs(admin, { changes })
    expect(plan.rows.map(({ verdict }) => verdict)).toEqual(['ready', 'unchanged', 'ready', 'duplicate', 'invalid'])
    expect(plan.rows[0]).toMatchObject({
      n: 1,
      label: one?.email,
      summary: `Change ${one?.email} from User to Developer`,
      fields: [{ field: 'role', before: 'user', after: 'developer' }],
    })
    const detail = await jobOnce(admin, await jobOf(admin, changes))
    expect(detail.rows.map(({ status }) => status)).toEqual(['done', 'unchanged', 'done', 'duplicate', 'invalid'])
    expect(detail.job).toMatchObject({ status: 'done', total: 5, retryable: 0, undoable: 2, mine: true })
    const now = await worldOf(portal.door)
    expect(now.users.find(({ id }) => id === one?.id)?.role).toBe('developer')
    expect(now.invites.filter(({ email }) => email === 'new@example.com')).toHaveLength(1)
    const events = await portal.runtime.database.db
      .selectFrom('audit_event')
      .select(['kind', 'action', 'via'])
      .where('job_id', '=', detail.job.id)
      .orderBy('seq')
      .execute()
    expect(events).toEqual([
      { kind: 'event', action: 'job.create', via: 'browser' },
      { kind: 'intent', action: 'member.change_role', via: 'job' },
      { kind: 'outcome', action: 'member.change_role', via: 'job' },
      { kind: 'intent', action: 'invite.create', via: 'job' },
      { kind: 'outcome', action: 'invite.create', via: 'job' },
    ])
  })

  test('the same changes twice, also at once, are one job', async () => {
    const [, , three] = users('user')
    const wanted = {
      changes: [{ action: 'member.change_role' as const, input: { user_id: three?.id, role: 'developer' } }],
    }
    const answers = await Promise.all([1, 2, 3].map(() => startAs(admin, wanted)))
    const ids = new Set(answers.map(({ body }) => body['id']))
    expect(ids.size).toBe(1)
    expect(answers.filter(({ body }) => body['existing'] === false)).toHaveLength(1)
    const [id] = [...ids]
    await jobOnce(admin, String(id))
    const later = await planAs(admin, wanted)
    expect(later.existing_job).toMatchObject({ id, status: 'done' })
  })

  test('the results are a file that no spreadsheet runs, with every reason', async () => {
    const changes = [{ action: 'workspace.create' as const, input: { name: '=cmd|calc' } }]
    const id = await jobOf(admin, changes)
    await jobOnce(admin, id)
    const { body } = await viewJobResults.run(await contextOf(portal), { job_id: id }).then(({ attachment }) => ({
      body: attachment === undefined ? '' : new Response(attachment.stream).text(),
    }))
    expect(await body).toContain(`,'=cmd|calc,`)
    expect(await body).not.toContain(',=cmd')
  })

  test.skipIf(kind === 'sqlite')(
    'two processes on one database carry out no row twice',
    { timeout: 60_000 },
    async () => {
      const second = await createRuntime({ ...portal.env, dataDir: `${portal.env.dataDir}-two` })
      await portal.door.remove('/requests')
      const emails = Array.from({ length: 40 }, (_, at) => `both-${at}@example.com`)
      const changes = emails.map((email) => ({ action: 'invite.create' as const, input: { email, role: 'user' } }))
      const id = await jobOf(admin, changes)
      for (let turn = 0; turn < 20; turn += 1) {
        second.jobs.poke()
        portal.runtime.jobs.poke()
        // Whoever holds the lease loses it over and over.
        await portal.runtime.database.db
          .updateTable('lease')
          .set({ expires_ms: 0 })
          .where('name', '=', 'jobs')
          .execute()
        await sleep(60)
      }
      const detail = await jobOnce(admin, id)
      await second.close()
      expect(detail.job.counts.done).toBe(40)
      const invites = (await worldOf(portal.door)).invites.filter(({ email }) => email.startsWith('both-'))
      expect(invites.map(({ email }) => email).toSorted()).toEqual(emails.toSorted())
      const posts = (await portal.door.requests()).filter(
        ({ method, path }) => method === 'POST' && path.endsWith('/invites'),
      )
      expect(posts).toHaveLength(40)
    },
  )
})

async function contextOf({ runtime }: Portal) {
  const { id } = await signInPerson(runtime, { subject: 'ada' })
  const signedIn = await signedInNow(runtime, { person_id: id }, 'browser')
  if (signedIn === null) throw new Error('Nobody signed in')
  return { runtime, signedIn, person: signedIn.person, request_id: 'req_results', api_version: '2026-10-21' }
}
