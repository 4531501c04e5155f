import { afterEach, expect, test } from 'vitest'
import { replaceInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import { updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { createToken } from '#lib/server/auth/tokens.ts'
import { giveGrant } from '#lib/server/commands/grants.ts'
import { command, read, write } from '#lib/server/http/route.ts'
import { listApiKeys } from '#lib/server/reads/keys.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, askWithToken, signInPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const post = (body: unknown) => ({ method: 'POST', body })

/** Two workspaces that are nobody's in particular, each with a living key. */
function twoWorkspaces(world: WorldState) {
  const [mine, foreign] = world.workspaces
    .filter(({ name, archived_at }) => archived_at === null && name !== 'Default' && name !== 'Claude Code')
    .map((workspace) => ({
      ...workspace,
      key: world.api_keys.find((key) => key.scope.workspace_id === workspace.id && key.status === 'active'),
    }))
    .filter(({ key }) => key !== undefined)
  if (mine?.key === undefined || foreign?.key === undefined) throw new Error('The seed has too few workspaces')
  return { mine: { id: mine.id, key: mine.key }, foreign: { id: foreign.id, key: foreign.key } }
}

eachDatabase((_, __, place) => {
  const start = async (policy?: string) => {
    const options = { seed: { keys: 200 }, ...(policy === undefined ? {} : { policy }) }
    const portal = await startTestPortal(await place(), options)
    ends.push(portal.close)
    await portal.runtime.mirror.refresh()
    return { ...portal, world: await worldOf(portal.door) }
  }

  test.each([{ name: null }, { status: null }, { name: null, status: null }, {}])(
    'a manager who changes nothing (%j) of a foreign key learns nothing of it',
    async (body) => {
      const { runtime, world } = await start()
      const { mine, foreign } = twoWorkspaces(world)
      const ask = await askAs(runtime, 'workspace_manager', [mine.id])
      const answer = await ask(write(updateApiKey), { api_key_id: foreign.key.id }, post(body))
      expect(answer.status).toBe(404)
      expect(JSON.stringify(answer.body)).not.toContain(foreign.key.name)
      expect((await ask(write(updateApiKey), { api_key_id: mine.key.id }, post(body))).status).toBe(200)
    },
  )

  test('a cursor out of sight answers like one that was made up', async () => {
    const { runtime, world } = await start()
    const { mine, foreign } = twoWorkspaces(world)
    const ask = await askAs(runtime, 'workspace_manager', [mine.id])
    const after = (id: string) => ask(read(listApiKeys), {}, { query: `after_id=${id}` })
    const [hidden, invented] = [await after(foreign.key.id), await after('apikey_01AAAAAAAAAAAAAAAAAAAAAA')]
    expect(hidden.status).toBe(invented.status)
    expect((await after(mine.key.id)).status).toBe(200)
  })

  test('41: nobody does to themselves by their token what they may not do by hand', async () => {
    const { runtime, door } = await start()
    const member = (await worldOf(door)).users.find(({ role }) => role === 'user')
    const maker = await signInPerson(runtime, { subject: 'maker', email: member?.email ?? '', role: 'helpdesk' })
    const token = { name: 'own', role: 'helpdesk', workspaces: null, created_by: 'maker', maker_id: maker.id } as const
    const { secret } = await createToken(runtime.database.db, { ...token, expires_ms: null }, Date.now())
    await door.remove('/requests')
    const ask = askWithToken(secret)
    const answer = await ask(write(changeMemberRole), { user_id: member?.id ?? '' }, post({ role: 'developer' }))
    expect(answer.status).toBe(403)
    expect(JSON.stringify(answer.body)).toContain('own_access')
    expect((await door.requests()).filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test.each([
    { data_residency: { allowed_inference_geos: 'unrestricted' } },
    { external_key_id: 'cmek_1' },
    { user_profile_id: 'profile_1' },
  ])('a manager renames and tags, but does not decide %j', async (body) => {
    const { runtime, world, door } = await start()
    const { mine } = twoWorkspaces(world)
    await door.remove('/requests')
    const ask = await askAs(runtime, 'workspace_manager', [mine.id])
    const answer = await ask(write(updateWorkspace), { workspace_id: mine.id }, post(body))
    expect(answer.status).toBe(403)
    expect((await door.requests()).filter(({ method }) => method !== 'GET')).toEqual([])
    expect((await ask(write(updateWorkspace), { workspace_id: mine.id }, post({ name: 'Mine' }))).status).toBe(200)
  })

  test('no other key takes a protected name, and with it the protection', async () => {
    const { runtime, world } = await start('protected: { keys: [prod-backend] }')
    const { mine } = twoWorkspaces(world)
    const ask = await askAs(runtime, 'admin')
    const answer = await ask(write(updateApiKey), { api_key_id: mine.key.id }, post({ name: 'prod-backend' }))
    expect(answer.status).toBe(403)
    expect(JSON.stringify(answer.body)).toContain('protected_name')
  })

  test('a tag set in the Console while nobody looked holds all the same', async () => {
    const { runtime, world, emulator } = await start('protected: { tags: { environment: production } }')
    const { mine } = twoWorkspaces(world)
    const tagged = await fetch(`${emulator.url}/v1/organizations/workspaces/${mine.id}`, {
      method: 'POST',
      headers: {
        'x-api-key': 'sk-ant-admin01-test',
        'anthropic-version': '2026-10-21',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ tags: { environment: 'production' } }),
    })
    expect(tagged.status).toBe(200)
    const ask = await askAs(runtime, 'admin')
    const answer = await ask(write(updateApiKey), { api_key_id: mine.key.id }, post({ status: 'inactive' }))
    expect(answer.status).toBe(403)
    expect(JSON.stringify(answer.body)).toContain('protected_workspace')
  })

  test.each([529, 401, 500])('an invite revoked but not sent anew (%i) is never told as unchanged', async (status) => {
    const { runtime, world, door } = await start()
    const invite = world.invites.find((candidate) => candidate.status === 'pending')
    await door.fault({ match: { method: 'POST', path: '/invites' }, status, times: 20 })
    const ask = await askAs(runtime, 'admin')
    const answer = await ask(write(replaceInvite), { invite_id: invite?.id ?? '' }, post({ role: 'user' }))
    expect(answer.status).toBe(502)
    expect(JSON.stringify(answer.body)).not.toContain('Nothing was changed')
  })

  test('112: a command that the portal role does not allow is recorded', async () => {
    const { runtime } = await start()
    const ask = await askAs(runtime, 'helpdesk')
    const wanted = { subject_kind: 'group', subject: 'everybody', role: 'admin' }
    expect((await ask(command(giveGrant), {}, post(wanted))).status).toBe(403)
    const denied = await runtime.database.db
      .selectFrom('audit_event')
      .select(['kind', 'action', 'result'])
      .where('kind', '=', 'denied')
      .execute()
    expect(denied).toEqual([{ kind: 'denied', action: 'portal.command', result: 'refused' }])
  })
})
