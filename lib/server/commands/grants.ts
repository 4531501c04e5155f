import 'server-only'
import { z } from 'zod'
import { firstRefusal, impossible, notPermitted, yes } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import { grantId, workspaceId } from '#lib/schemas/ids.ts'
import { portalRoleSchema } from '#lib/schemas/portal-role.ts'
import { createGrant, deleteGrant, findGrant, lastingAdmins, newGrantId, raises } from '#lib/server/auth/grants.ts'
import type { NewGrant, Roster } from '#lib/server/auth/grants.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import type { Asked } from '#lib/server/http/command.ts'
import { notFound } from '#lib/server/http/problem.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { PersonRecord } from '#lib/server/store/schema.ts'
import { changeWith, peopleOnly, refused } from './change-with.ts'
import { workspacesFit, workspacesKnown } from './workspaces-fit.ts'

const newGrant = z.strictObject({
  subject_kind: z.enum(['person', 'group']),
  /** A person's id, or a group's name exactly as the provider sends it. */
  subject: z.string().trim().min(1, { error: 'is empty' }).max(256),
  role: portalRoleSchema,
  workspaces: z.array(workspaceId).max(200).default([]),
  until: z.iso.datetime().nullable().default(null),
})
type Wanted = z.infer<typeof newGrant>

/** Gives a portal role, from the very next request of whoever it is for. */
export const giveGrant = defineCommand<Wanted>({
  power: 'settings.write',
  stepUp: true,
  input: newGrant,
  run: async (asked, wanted) => {
    const { runtime, signedIn } = asked
    const { db } = runtime.database
    const id = newGrantId()
    const subject = wanted.subject_kind === 'person' ? await personRecord(db, wanted.subject) : null
    const told = {
      action: 'grant.create',
      summary: `Give ${subject?.email || wanted.subject} the role ${wanted.role}`,
      target_kind: 'grant',
      target_id: id,
      params: wanted,
    }
    const nowMs = Date.now()
    const grant: NewGrant = {
      subject_kind: wanted.subject_kind,
      subject: wanted.subject,
      role: wanted.role,
      workspaces: wanted.role === 'workspace_manager' ? JSON.stringify(wanted.workspaces) : null,
      until_ms: wanted.until === null ? null : Date.parse(wanted.until),
      created_ms: nowMs,
      created_by: signedIn.person.email || signedIn.person.name,
    }
    const snapshot = await runtime.mirror.snapshot()
    const verdict = firstRefusal(
      () => peopleOnly(asked),
      () => (wanted.subject_kind === 'person' && subject === null ? unknownPerson : yes),
      () => (wanted.subject === signedIn.person.id ? ownGrant : yes),
      () => workspacesFit(wanted.role, wanted.workspaces),
      () => workspacesKnown(snapshot, wanted.workspaces),
      () => (grant.until_ms !== null && grant.until_ms <= nowMs ? untilPast : yes),
    )
    if (!verdict.allowed) throw await refused(asked, told, verdict)
    const roster = await rosterOf(asked)
    await changeWith(asked, told, async (trx) => {
      const inside = await fitsAll(roster, signedIn.person.id, trx, grant)
      if (!inside.allowed) return { refusal: inside }
      return { value: await createGrant(trx, id, grant) }
    })
    return { type: 'grant_given', id }
  },
})

/** What depends on all other grants, and so is asked where no other can change. */
async function fitsAll(roster: Roster, selfId: string, trx: Queryable, grant: NewGrant): Promise<Verdict> {
  const self = await personRecord(trx, selfId)
  if (self !== null && (await raises(trx, roster, self, grant))) return ownGroup
  const brief = grant.role === 'admin' && grant.until_ms !== null
  return brief && (await lastingAdmins(trx, roster)) === 0 ? noLastingAdmin : yes
}

/** Before the transaction: whoever reads the policy may record that it changed, and would wait for themselves inside. */
async function rosterOf({ runtime }: Asked): Promise<Roster> {
  return { env: runtime.env, policy: (await runtime.policy.current()).policy }
}

/** Takes a grant back, from the very next request on. */
export const endGrant = defineCommand({
  power: 'settings.write',
  stepUp: true,
  input: z.strictObject({ grant_id: grantId }),
  run: async (asked, { grant_id }) => {
    const { runtime } = asked
    const grant = await findGrant(runtime.database.db, grant_id)
    if (grant === null) throw notFound(grant_id)
    const subject = grant.subject_kind === 'person' ? await personRecord(runtime.database.db, grant.subject) : null
    const told = {
      action: 'grant.end',
      summary: `End the role ${grant.role} of ${subject?.email || grant.subject}`,
      target_kind: 'grant',
      target_id: grant_id,
      params: {},
      before: grant,
    }
    const verdict = peopleOnly(asked)
    if (!verdict.allowed) throw await refused(asked, told, verdict)
    const roster = await rosterOf(asked)
    await changeWith(asked, told, async (trx) => {
      if ((await findGrant(trx, grant_id)) === null) return { refusal: endedAlready }
      await deleteGrant(trx, grant_id)
      const inForce = grant.until_ms === null || grant.until_ms > Date.now()
      const counts = grant.role === 'admin' && inForce
      return counts && (await lastingAdmins(trx, roster)) === 0 ? { refusal: lastAdmin } : { value: true }
    })
    return { type: 'grant_ended', id: grant_id }
  },
})

async function personRecord(db: Queryable, id: string): Promise<PersonRecord | null> {
  return (await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

const unknownPerson = impossible('person_unknown', 'Nobody with this id has signed in here yet.')
const ownGrant = notPermitted('own_grant', 'Nobody gives a role to themselves. Ask another portal admin.')
const ownGroup = notPermitted(
  'own_grant',
  'You are in this group, so this would give you more than you hold for good. Ask another portal admin.',
)
const untilPast = impossible('until_past', 'The grant would already have ended. Choose a later day.')
const endedAlready = impossible('grant_ended', 'Somebody else has ended this grant already.')
const lastAdmin = impossible(
  'last_admin',
  'This would leave Steward without a portal admin who stays one. Make somebody else an admin without an end first.',
)
const noLastingAdmin = impossible(
  'last_admin',
  'Nobody is a portal admin for good at the moment, so an admin grant may not end by itself. Give one without an end.',
)
