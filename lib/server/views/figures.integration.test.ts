import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccessMatrix } from '#lib/schemas/access-matrix.ts'
import type { OffboardingView } from '#lib/schemas/offboarding.ts'
import type { SpendView } from '#lib/schemas/usage.ts'
import type { KeysView } from '#lib/schemas/views.ts'
import { read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import type { Read } from '#lib/server/reads/define.ts'
import {
  cellsOf,
  findingsOf,
  keysInUse,
  millionths,
  monthToDate,
  offboardingOf,
  tokensByKey,
} from '../../../scripts/figures/figures.ts'
import { readOrganization } from '../../../scripts/figures/organization.ts'
import type { Api, Organization } from '../../../scripts/figures/organization.ts'
import { viewAccess, viewKeys, viewOffboarding } from './reads.ts'
import { viewSpend } from './usage-reads.ts'

const dayMs = 86_400_000

type Portal = Awaited<ReturnType<typeof startTestPortal>>

/** Steward's answers against figures that a script of its own computes from the Admin API alone. */
eachDatabase((_name, _database, place) => {
  let portal: Portal
  let ask: Ask
  let api: Api
  let organization: Organization

  const answer = async <T>(view: Read<Record<string, never>>): Promise<T> => (await ask(read(view))).body as T

  const isMeasured = async () => {
    const [{ cost }, { usage }] = [await answer<SpendView>(viewSpend), await answer<KeysView>(viewKeys)]
    return cost.complete && usage.complete
  }

  beforeAll(async () => {
    portal = await startTestPortal(await place(), {
      seed: { members: 2_000, workspaces: 60, keys: 5_000, invites: 40 },
      env: { usageReports: true },
    })
    ask = await askAs(portal.runtime, 'admin')
    api = { origin: portal.emulator.url, key: portal.env.adminKey.reveal() }
    await someLeave(api, portal)
    await portal.runtime.mirror.refresh()
    for (let tries = 0; tries < 120 && !(await isMeasured()); tries += 1) await sleep(500)
    organization = await readOrganization(api)
  }, 120_000)

  afterAll(() => portal.close())

  test('every cell of the access matrix', async () => {
    const { rows, workspaces, complete } = await answer<AccessMatrix>(viewAccess)
    const cells = rows.flatMap(({ id, cells: held }) =>
      held.map(([at, role]) => `${id} ${workspaces[at]?.id ?? ''} ${role}`),
    )
    expect(complete).toBe(true)
    expect(cells.toSorted()).toEqual(cellsOf(organization))
    expect(cells.length).toBeGreaterThan(2_000)
  })

  test('what members hold, and what becomes of each of their keys when they go', async () => {
    let [keys, used] = [0, 0]
    const now = Date.now()
    const lastDay = await tokensByKey(api, now - dayMs, '1h')
    const week = await tokensByKey(api, Math.floor(now / dayMs) * dayMs - 6 * dayMs, '1d')
    for (const { id } of organization.users.filter((_, index) => index % 10 === 0)) {
      const { holdings } = (await ask(read(viewOffboarding), { user_id: id })).body as OffboardingView
      const expected = offboardingOf(organization, id)
      const places = organization.workspaces.filter(
        ({ id: place, archived_at }) => archived_at === null && place !== organization.defaultWorkspaceId,
      )
      const held = new Map(holdings.memberships.map(({ workspace, workspace_role }) => [workspace.id, workspace_role]))
      const roles = places.flatMap((place) => {
        const role = held.get(place.id) ?? holdings.every_workspace
        return role === null ? [] : [`${place.id} ${role}`]
      })
      expect({
        role: holdings.member.role,
        workspaces: roles.toSorted(),
        invites: holdings.invites.map((invite) => invite.id).toSorted(),
        keys: holdings.keys
          .map((key) => ({ id: key.id, status: key.status, ends: key.acts_as_them }))
          .toSorted((a, b) => a.id.localeCompare(b.id)),
      }).toEqual(expected)
      for (const key of holdings.keys) {
        expect([key.id, key.fate]).toEqual([key.id, fateBy(key, expected)])
        const tokens = { tokens_24h: lastDay.get(key.id) ?? 0, tokens_7d: week.get(key.id) ?? 0 }
        expect({ id: key.id, ...key.recent_use }).toMatchObject({ id: key.id, ...tokens })
        if (tokens.tokens_24h > 0) used += 1
      }
      keys += holdings.keys.length
    }
    expect(keys).toBeGreaterThan(300)
    expect(used).toBeGreaterThan(20)
  }, 60_000)

  test('every finding of every key', async () => {
    const { rows } = await answer<KeysView>(viewKeys)
    const expected = findingsOf(organization, await keysInUse(api, Date.now()), Date.now())
    for (const [finding, ids] of Object.entries(expected)) {
      const found = rows.filter((row) => row.findings.includes(finding)).map(({ id }) => id)
      expect(found.toSorted(), finding).toEqual(ids)
    }
    expect(new Set(rows.flatMap(({ findings }) => findings))).toEqual(new Set(Object.keys(expected)))
  })

  test('every workspace’s cost this month, and their sum, to the last millionth of a cent', async () => {
    const spend = await answer<SpendView>(viewSpend)
    const expected = await monthToDate(api, Date.now())
    const told = new Map(spend.workspaces.map((row) => [row.is_default ? null : row.id, millionths(row.cents)]))
    expect(told).toEqual(expected)
    expect(millionths(spend.total_cents)).toBe([...expected.values()].reduce((sum, cents) => sum + cents, 0n))
  })
})

/** No key of this organization is in the Claude Code workspace, so each ends, lives on or is over. */
function fateBy({ id }: { id: string }, { keys }: ReturnType<typeof offboardingOf>): string {
  const key = keys.find((known) => known.id === id)
  if (key?.status === 'archived' || key?.status === 'expired') return 'over'
  return key?.ends === true ? 'ends' : 'lives'
}

/** Members who made keys leave in the Console, so that some keys outlive their owner. */
async function someLeave(api: Api, portal: Portal): Promise<void> {
  const { keys, users } = await readOrganization(api)
  const admins = new Set(users.filter(({ role }) => role === 'admin').map(({ id }) => id))
  const owners = new Set(keys.flatMap(({ created_by }) => (created_by?.type === 'user' ? [created_by.id] : [])))
  const known = new Set(users.map(({ id }) => id))
  const leavers = [...owners].filter((id) => known.has(id) && !admins.has(id)).slice(0, 5)
  expect(leavers).toHaveLength(5)
  for (const id of leavers) await portal.door.remove(`/users/${id}`)
}
