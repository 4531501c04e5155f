import 'server-only'
import type { Invite } from '#lib/schemas/invites.ts'
import type { Member } from '#lib/schemas/members.ts'
import { orgRolesWithEveryWorkspace } from '#lib/schemas/roles.ts'
import type { WorkspaceMember } from '#lib/schemas/workspace-members.ts'
import { normalisedAddress } from './addresses.ts'
import type { Kind, Mirrored } from '#lib/server/mirror/kinds.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'

/** The mirror, and over it what the rows of a plan will have changed when a later row's turn comes. */
export class Foreseen {
  readonly snapshot: Snapshot
  readonly #changed = new Map<string, unknown>()
  #members: ReadonlyMap<string, Member> | null = null
  #invites: ReadonlyMap<string, Invite> | null = null
  readonly #invited = new Map<string, string>()

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot
  }

  get<K extends Kind>(kind: K, id: string, parent = ''): Mirrored[K] | undefined {
    const key = `${kind} ${parent} ${id}`
    if (!this.#changed.has(key)) return this.snapshot.get(kind, id, parent)
    return this.#changed.get(key) as Mirrored[K] | undefined
  }

  /** `undefined` when the object will be gone. */
  set<K extends Kind>(kind: K, id: string, object: Mirrored[K] | undefined, parent = ''): void {
    this.#changed.set(`${kind} ${parent} ${id}`, object)
  }

  /** The row of a member list, or the one that comes with the organization role (contract 7.2). */
  membership(workspaceId: string, userId: string): WorkspaceMember | undefined {
    const row = this.get('workspace_member', userId, workspaceId)
    if (row !== undefined) return row
    const stranger = { type: 'workspace_member', workspace_id: workspaceId, user_id: userId } as const
    // Their lists are not mirrored; whoever it is about, nothing can be changed there, which the rules then say.
    if (this.#takesNobody(workspaceId)) return { ...stranger, workspace_role: 'workspace_user' }
    const role = this.get('user', userId)?.role ?? ''
    const inherited = orgRolesWithEveryWorkspace.includes(role) ? 'workspace_admin' : 'workspace_billing'
    if (inherited === 'workspace_billing' && role !== 'billing') return undefined
    return { ...stranger, workspace_role: inherited }
  }

  #takesNobody(workspaceId: string): boolean {
    const archived = this.get('workspace', workspaceId)?.archived_at
    return workspaceId === this.snapshot.defaultWorkspaceId || (archived !== undefined && archived !== null)
  }

  memberWith(email: string): Member | undefined {
    this.#members ??= new Map(this.snapshot.list('user').map((user) => [normalisedAddress(user.email), user]))
    const member = this.#members.get(normalisedAddress(email))
    return member === undefined ? undefined : this.get('user', member.id)
  }

  /** The invite that still waits for this address. */
  pendingInvite(email: string, nowMs: number): Invite | undefined {
    this.#invites ??= new Map(
      this.snapshot
        .list('invite')
        .filter(({ status, expires_at }) => status === 'pending' && Date.parse(expires_at) > nowMs)
        .map((invite) => [normalisedAddress(invite.email), invite]),
    )
    const invite = this.#invites.get(normalisedAddress(email))
    return invite === undefined ? undefined : this.get('invite', invite.id)
  }

  /** A row invites this address: from then on others may wait until it is a member. */
  willInvite(email: string, role: string): void {
    this.#invited.set(normalisedAddress(email), role)
  }

  /** The organization role of whoever is, or will be, invited at this address. */
  invitedRole(email: string, nowMs: number): string | undefined {
    return this.#invited.get(normalisedAddress(email)) ?? this.pendingInvite(email, nowMs)?.role
  }
}
