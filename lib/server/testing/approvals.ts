import 'server-only'
import { sql } from 'kysely'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { approveProposal, cancelProposal, rejectProposal } from '#lib/server/commands/proposals.ts'
import { command, read, write } from '#lib/server/http/route.ts'
import { createRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import type { Database, DatabaseOptions } from '#lib/server/store/database.ts'
import { viewProposals } from '#lib/server/views/reads.ts'
import { askAsPerson, startTestPortal, writePolicy } from './portal.ts'
import type { Answer, Ask } from './portal.ts'
import { worldOf } from './world.ts'

export const groups = `
groups:
  - { group: admins, role: admin }
  - { group: auditors, role: auditor }
  - { group: help, role: helpdesk }
`
/** Every change of a key and the end of a workspace need a portal admin. */
export const adminsApprove = `${groups}
approvals:
  - { actions: ['key.*', workspace.archive] }
`
export const managersApprove = `${groups}
approvals:
  - { actions: ['key.*'], by: workspace_manager }
`

export type ApprovalHouse = Awaited<ReturnType<typeof openApprovalHouse>>

/** A portal whose policy asks for approvals, with people in it and a key to quarrel about. */
export async function openApprovalHouse(place: DatabaseOptions, policy: string = adminsApprove) {
  const portal = await startTestPortal(place, { policy, env: { reconcileSettleSeconds: 0 } })
  const { runtime, door } = portal
  await runtime.mirror.refresh()
  const world = await worldOf(door)
  const ordinary = world.workspaces.filter(
    ({ id, archived_at }) => archived_at === null && activeKeys(world.api_keys, id).length > 1,
  )
  const [workspace, other] = ordinary
  const key = activeKeys(world.api_keys, workspace?.id ?? '')[0]
  if (workspace === undefined || other === undefined || key === undefined) throw new Error('The world has no such key')
  await grantManager(runtime, 'team', workspace.id)
  await grantManager(runtime, 'other-team', other.id)
  const as = (subject: string, group: string) => askAsPerson(runtime, { subject, groups: [group] })
  let current = runtime
  return {
    ...portal,
    /** The same portal started anew under another policy file. */
    restart: async (text: string): Promise<Runtime> => {
      await current.close()
      current = await createRuntime({ ...portal.env, policyFile: writePolicy(text) })
      globalThis.stewardRuntime = Promise.resolve(current)
      return current
    },
    close: async () => {
      globalThis.stewardRuntime = undefined
      await current.close()
      await portal.emulator.close()
    },
    workspace,
    other,
    key,
    admin: await as('ada', 'admins'),
    secondAdmin: await as('ben', 'admins'),
    manager: await as('mia', 'team'),
    secondManager: await as('max', 'team'),
    foreignManager: await as('ona', 'other-team'),
    auditor: await as('aud', 'auditors'),
    helpdesk: await as('hel', 'help'),
    keyNow: async () => (await worldOf(door)).api_keys.find(({ id }) => id === key.id),
    events: () => current.database.db.selectFrom('audit_event').selectAll().orderBy('seq').execute(),
    /** What was asked of upstream that could change anything. */
    writes: async () => (await door.requests()).filter(({ method }) => method !== 'GET'),
    /** Rows as this person sees them. */
    rows: async (ask: Ask) => (await ask(read(viewProposals))).body['rows'] as Record<string, unknown>[],
  }
}

function activeKeys(keys: readonly ApiKey[], workspaceId: string): ApiKey[] {
  return keys.filter((key) => key.status === 'active' && workspaceOfKey(key) === workspaceId)
}

async function grantManager(runtime: Runtime, group: string, workspaceId: string): Promise<void> {
  await runtime.database.db
    .insertInto('portal_grant')
    .values({
      id: `grant_${group}`,
      subject_kind: 'group',
      subject: group,
      role: 'workspace_manager',
      workspaces: JSON.stringify([workspaceId]),
      until_ms: null,
      created_ms: Date.now(),
      created_by: 'tests',
    })
    .execute()
}

/** Asks for a change of the key; the answer is the proposal's id. Throws when it was not proposed. */
export async function proposeFor(
  house: Pick<ApprovalHouse, 'key'>,
  ask: Ask,
  body: object = { status: 'inactive' },
  headers: Record<string, string> = {},
): Promise<string> {
  const answer = await ask(write(updateApiKey), { api_key_id: house.key.id }, { method: 'POST', body, headers })
  const details = detailsOf(answer)
  if (answer.status !== 403 || details['error_code'] !== 'approval_required')
    throw new Error(`It was not proposed: ${answer.status} ${JSON.stringify(answer.body)}`)
  return String(details['proposal_id'])
}

const decisions = { approve: approveProposal, reject: rejectProposal, cancel: cancelProposal }

export function decideAs(
  ask: Ask,
  decision: keyof typeof decisions,
  proposal_id: string,
  body: object = {},
): Promise<Answer> {
  return ask(command(decisions[decision]), { proposal_id }, { method: 'POST', body })
}

export function detailsOf(answer: Answer): Record<string, unknown> {
  const { error } = answer.body as { error?: { details?: Record<string, unknown> } }
  return error?.details ?? {}
}

/** Makes the database refuse such events until the answer is called. */
export async function refuseEvents(
  { db, kind }: Database,
  action: string,
  sort = 'event',
): Promise<() => Promise<void>> {
  const when = `new.action = '${action}' and new.kind = '${sort}'`
  if (kind === 'sqlite') {
    await sql
      .raw(
        `create trigger broken before insert on audit_event when ${when} begin select raise(abort, 'disk full'); end`,
      )
      .execute(db)
    return async () => void (await sql.raw('drop trigger broken').execute(db))
  }
  await sql
    .raw(
      `create function broken() returns trigger language plpgsql as $$ begin
       if ${when} then raise exception 'disk full'; end if; return new; end $$`,
    )
    .execute(db)
  await sql.raw('create trigger broken before insert on audit_event for each row execute function broken()').execute(db)
  return async () => void (await sql.raw('drop trigger broken on audit_event').execute(db))
}
