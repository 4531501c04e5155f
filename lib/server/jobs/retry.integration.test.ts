import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from '#lib/schemas/jobs.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { controlAs, countsOf, jobOf, jobOnce } from '#lib/server/testing/jobs.ts'
import { askAsPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

eachDatabase((_, __, place) => {
  let portal: Portal
  let admin: Ask
  let world: WorldState
  let used = 0
  beforeAll(async () => {
    portal = await startTestPortal(await place(), {
      seed: { members: 80, workspaces: 6, keys: 60, invites: 4 },
      env: { reconcileSettleSeconds: 0 },
    })
    await portal.runtime.mirror.refresh()
    admin = await askAsPerson(portal.runtime, { subject: 'ada', role: 'admin' })
    world = await worldOf(portal.door)
  })
  afterAll(() => portal.close())

  /** A change of a member whom no other test touches. */
  const promote = (): Change => {
    const user_id = world.users.filter(({ role }) => role === 'user')[used++]?.id ?? ''
    return { action: 'member.change_role', input: { user_id, role: 'developer' } }
  }
  const pathOf = ({ input }: Change) => `/v1/organizations/users/${String(input['user_id'])}`
  const failsOnce = (change: Change) =>
    portal.door.fault({ match: { method: 'POST', path: pathOf(change) }, status: 400, message: 'No.' })
  const rowOf = (job_id: string, n: number) =>
    portal.runtime.database.db
      .selectFrom('job_row')
      .selectAll()
      .where('job_id', '=', job_id)
      .where('n', '=', n)
      .executeTakeFirstOrThrow()

  test('what the plan refused is not tried again with the rest, and keeps what was asked to hold', async () => {
    const live = world.api_keys.find(({ status }) => status === 'active')?.id ?? ''
    const workspace_id = world.workspaces.find(
      ({ archived_at, name }) => archived_at === null && name !== 'Default',
    )?.id
    const fails = promote()
    await failsOnce(fails)
    const id = await jobOf(admin, [
      { action: 'key.archive', input: { api_key_id: live, status: 'archived' }, expects: { status: 'inactive' } },
      {
        action: 'workspace_member.add',
        input: { workspace_id, workspace_role: 'workspace_user' },
        when_member: 'stranger@example.com',
      },
      fails,
    ])
    const first = await jobOnce(admin, id)
    expect(countsOf(first)).toEqual({ refused: 2, failed: 1 })
    expect(first.job.retryable).toBe(1)
    expect((await controlAs(admin, 'retry', id)).status).toBe(200)
    const again = await jobOnce(admin, id)
    expect(countsOf(again)).toEqual({ refused: 2, done: 1 })
    expect(again.job.retryable).toBe(0)
    expect((await controlAs(admin, 'retry', id)).status).toBe(409)
    expect((await worldOf(portal.door)).api_keys.find((key) => key.id === live)?.status).toBe('active')
    const [archive, joining] = [await rowOf(id, 1), await rowOf(id, 2)]
    expect(archive).toMatchObject({ attempts: 0, expects: JSON.stringify({ status: 'inactive' }) })
    expect(joining.when_member).toBe('stranger@example.com')
    expect(JSON.parse(joining.params)).toEqual({ workspace_id, workspace_role: 'workspace_user' })
  })

  test('a row that asks for nothing an action could do fails at once, and holds nothing up', async () => {
    const [slow, broken] = [promote(), promote()]
    await portal.door.fault({ match: { method: 'GET', path: pathOf(slow) }, delay_ms: 400 })
    const id = await jobOf(admin, [slow, broken])
    await portal.runtime.database.db
      .updateTable('job_row')
      .set({ params: '{}' })
      .where('job_id', '=', id)
      .where('n', '=', 2)
      .execute()
    const { rows } = await jobOnce(admin, id)
    expect(rows.map(({ status }) => status)).toEqual(['done', 'failed'])
    expect(rows[1]?.problem).toContain('cannot be understood')
    expect((await rowOf(id, 2)).attempts).toBe(1)
  })
})
