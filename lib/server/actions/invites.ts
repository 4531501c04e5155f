import 'server-only'
import { z } from 'zod'
import { inviteCan } from '#lib/rules/member-can.ts'
import { createInviteInput, deleteInviteInput, inviteSchema, replaceInviteInput } from '#lib/schemas/invites.ts'
import type { Invite } from '#lib/schemas/invites.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { OrganizationApi } from '#lib/server/admin-api/admin-api.ts'
import { UpstreamError, isUpstreamStatus } from '#lib/server/admin-api/errors.ts'
import { placeInvite } from '#lib/server/mirror/kinds.ts'
import { defineAction } from './define.ts'
import type { ReadBack } from './define.ts'
import { isGone, madeSince } from './read-back.ts'

export const createInvite = defineAction({
  names: ['invite.create'],
  name: () => 'invite.create',
  power: () => 'invites.create',
  input: createInviteInput,
  target: () => ({ kind: 'invite', id: null, workspace_id: null }),
  object: z.null(),
  load: async () => null,
  policyFacts: (_, { email, role }) => ({ email, org_role: role }),
  check: (person, _, { role }) => inviteCan.create(person, role),
  perform: ({ admin }, input) => admin.invites.create(input),
  readBack: ({ admin }, { email }, _, sinceMs) => findSent(admin, email, sinceMs),
  effects: (invite) => ({ upserts: [placeInvite(invite)] }),
  created: (invite) => invite.id,
  undo: ({ target_id }) => (target_id === null ? null : { action: 'invite.revoke', input: { invite_id: target_id } }),
  describe: (_, { email, role }) => `Invite ${email} as ${roleName(role)}`,
})

export const deleteInvite = defineAction({
  names: ['invite.revoke'],
  name: () => 'invite.revoke',
  power: () => 'invites.delete',
  input: deleteInviteInput,
  target: ({ invite_id }) => ({ kind: 'invite', id: invite_id, workspace_id: null }),
  object: inviteSchema,
  load: async ({ admin }, { invite_id }) => (await admin.invites.retrieve(invite_id)).value,
  policyFacts: (invite) => ({ held_org_role: invite.role }),
  check: (person, invite) => inviteCan.revoke(person, invite),
  perform: ({ admin }, { invite_id }) => admin.invites.delete(invite_id),
  readBack: ({ admin }, { invite_id }) =>
    isGone(() => admin.invites.retrieve(invite_id), { id: invite_id, type: 'invite_deleted' as const }),
  effects: (_, invite) => ({ deletions: [{ kind: 'invite', parent: '', id: invite.id }] }),
  describe: (invite) => `Revoke the invite of ${invite.email}`,
})

/** Resend, or resend with another role: upstream has neither, so the old invite is revoked and a new one sent (trap 14). */
export const replaceInvite = defineAction({
  names: ['invite.resend', 'invite.change_role'],
  name: ({ role }) => (role === undefined ? 'invite.resend' : 'invite.change_role'),
  power: () => 'invites.create',
  input: replaceInviteInput,
  target: ({ invite_id }) => ({ kind: 'invite', id: invite_id, workspace_id: null }),
  object: inviteSchema,
  load: async ({ admin }, { invite_id }) => (await admin.invites.retrieve(invite_id)).value,
  policyFacts: (invite, { role }) => ({
    email: invite.email,
    org_role: role ?? invite.role,
    held_org_role: invite.role,
  }),
  check: (person, invite, { role }) => inviteCan.replace(person, invite, role),
  perform: async ({ admin }, { role }, invite) => {
    if (invite.status === 'pending') await revoke(admin, invite)
    return admin.invites.create({ email: invite.email, role: role ?? invite.role }).catch((error: unknown) => {
      throw halfDone(error, invite)
    })
  },
  readBack: async ({ admin }, _, invite, sinceMs) => {
    const sent = await findSent(admin, invite.email, sinceMs)
    if (sent.state === 'applied' || invite.status !== 'pending') return sent
    const old = await isGone(() => admin.invites.retrieve(invite.id), null)
    return old.state === 'applied' ? { state: 'partly', problem: halfDoneWords(invite) } : sent
  },
  effects: (invite, before) => ({
    upserts: [placeInvite(invite)],
    // An expired invite stays in upstream's list; only a pending one was revoked.
    deletions: before.status === 'pending' ? [{ kind: 'invite', parent: '', id: before.id }] : [],
  }),
  created: (invite) => invite.id,
  describe: (invite, { role }) =>
    role === undefined
      ? `Send the invite of ${invite.email} again`
      : `Invite ${invite.email} again as ${roleName(role)} instead of ${roleName(invite.role)}`,
})

async function findSent(admin: OrganizationApi, email: string, sinceMs: number): Promise<ReadBack<Invite>> {
  const { value } = await admin.invites.list({ email, limit: 20 })
  // Whatever became of it since: an invite that was accepted before anybody looked was sent all the same.
  const sent = value.data.find((invite) => madeSince(invite.invited_at, sinceMs))
  return sent === undefined ? { state: 'not_applied' } : { state: 'applied', value: sent }
}

/** A revocation whose answer was lost is read back at once, so that the new invite is only sent when the old is gone. */
async function revoke(admin: OrganizationApi, invite: Invite): Promise<void> {
  try {
    await admin.invites.delete(invite.id)
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.outcome !== 'unknown') throw error
    await admin.invites.retrieve(invite.id).then(
      () => {
        throw new UpstreamError({ ...error.facts, outcome: 'not_executed' }, { cause: error })
      },
      (reason: unknown) => {
        if (!isUpstreamStatus(reason, 404)) throw reason
      },
    )
  }
}

function halfDone(error: unknown, invite: Invite): unknown {
  if (!(error instanceof UpstreamError) || error.outcome === 'unknown' || invite.status !== 'pending') return error
  const message = `${halfDoneWords(invite)} ${error.message}`
  return new UpstreamError({ ...error.facts, message, error_code: 'partly_applied' }, { cause: error })
}

const halfDoneEnd = 'was revoked, but the new one was not sent.'

function halfDoneWords({ email }: Invite): string {
  return `The old invite of ${email} ${halfDoneEnd}`
}

/** Whether an outcome's problem says that a resent invite was revoked and nothing more. */
export function isHalfDone(problem: string): boolean {
  return problem.includes(halfDoneEnd)
}
