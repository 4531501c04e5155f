import 'server-only'
import type { RouteHandler } from '#lib/server/http/route.ts'
import type { DatabaseOptions } from '#lib/server/store/database.ts'
import { askAsPerson, startTestPortal } from './portal.ts'
import { worldOf } from './world.ts'
import type { WorldState } from './world.ts'

type Evidence = { class: string; since: string; seen_at: string; cause: string | null }
export type History = Awaited<ReturnType<typeof startHistory>>
type Options = Parameters<typeof startTestPortal>[1]

/** A portal with an admin who changes things through Steward, and eyes on what the audit log tells of the rest. */
export async function startHistory(place: DatabaseOptions, options: Options = {}) {
  const portal = await startTestPortal(place, options)
  const { runtime, door } = portal
  const { db } = runtime.database
  const ask = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
  const world = () => worldOf(door)
  let seen = 0
  return {
    portal,
    door,
    world,
    ask,
    close: portal.close,
    sweep: () => runtime.mirror.refresh(),
    act: async (handler: RouteHandler, params: Record<string, string>, method: string, body?: object) => {
      const answer = await ask(handler, params, { method, ...(body === undefined ? {} : { body }) })
      if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    /** What the log tells of upstream since it was asked the last time. */
    told: async (action?: string) => {
      const events = await db
        .selectFrom('audit_event')
        .selectAll()
        .where('action', 'like', 'outside.%')
        .where('seq', '>', seen)
        .orderBy('seq')
        .execute()
      seen = events.at(-1)?.seq ?? seen
      return events
        .filter((event) => action === undefined || event.action === action)
        .map(({ before, after, evidence, ...event }) => ({
          ...event,
          before: parsed(before),
          after: parsed(after),
          evidence: parsed(evidence) as Evidence,
        }))
    },
    outcomes: (action: string) =>
      db.selectFrom('audit_event').selectAll().where('kind', '=', 'outcome').where('action', '=', action).execute(),
    intents: async () => {
      const rows = await db.selectFrom('audit_event').select('id').where('kind', '=', 'intent').execute()
      return rows.map(({ id }) => id)
    },
    undecided: () =>
      db.selectFrom('mirror_change').selectAll().where('class', 'is', null).where('origin', '=', 'sync').execute(),
    linesOf: async (name: string) => {
      const rows = await db.selectFrom('mirror_change').select('summary').where('class', '=', name).execute()
      return rows.map(({ summary }) => summary)
    },
    ...objectsOf(world),
  }
}

function parsed(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}

/** Plain users in no workspace. */
function plain({ users, workspace_members }: WorldState) {
  const placed = new Set(workspace_members.filter(({ inherited }) => !inherited).map(({ user_id }) => user_id))
  return users.filter(({ id, role }) => role === 'user' && !placed.has(id))
}

/** Objects of the seed that a test may change. Throws when there are too few. */
function objectsOf(world: () => Promise<WorldState>) {
  return {
    plainMembers: async () => two(plain(await world())),
    /** Plain users with a workspace or a key of their own. */
    membersWithAccess: async () => {
      const state = await world()
      const without = new Set(plain(state).map(({ id }) => id))
      return two(state.users.filter(({ id, role }) => role === 'user' && !without.has(id)))
    },
    workspace: async () => {
      const { workspaces, api_keys } = await world()
      return one(
        workspaces.filter(
          ({ id, name, archived_at }) =>
            archived_at === null &&
            !['Default', 'Claude Code'].includes(name) &&
            api_keys.some(({ scope, status }) => status === 'active' && scope.workspace_id === id),
        ),
      )
    },
    activeKey: async () => one((await world()).api_keys.filter(({ status }) => status === 'active')),
  }
}

function one<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('The seed has too few of these')
  return first
}

function two<T>([first, second]: readonly T[]): [T, T] {
  if (first === undefined || second === undefined) throw new Error('The seed has too few of these')
  return [first, second]
}
