import { array, assert, constantFrom, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { portalRoles } from '#lib/schemas/person.ts'
import type { Person } from '#lib/schemas/person.ts'
import { orgRoles, workspaceRoles } from '#lib/schemas/roles.ts'
import { keyCan } from './key-can.ts'
import { inviteCan, memberCan } from './member-can.ts'
import { workspaceCan, workspaceMemberCan } from './workspace-can.ts'

const mine = 'wrkspc_01mine0000000000000000mi'
const other = 'wrkspc_01other000000000000000ot'

const person = record({
  role: constantFrom(...portalRoles, null),
  email: constantFrom('me@example.com', 'ME@EXAMPLE.COM', ''),
  workspaces: constantFrom<readonly string[] | 'all'>([mine], [], 'all'),
}).map(({ role, email, workspaces }): Person => {
  const scope = role === 'workspace_manager' && workspaces === 'all' ? [mine] : workspaces
  return { id: 'p', name: 'P', via: 'browser', role, email, workspaces: role === 'workspace_manager' ? scope : 'all' }
})
const member = record({
  email: constantFrom('me@example.com', 'someone@example.com'),
  role: constantFrom<string>(...orgRoles, 'something_new'),
})
const orgRole = constantFrom<string>(...orgRoles, 'something_new', 'Admin', ' user')
const workspaceRole = constantFrom<string>(...workspaceRoles, 'something_new')
const workspace = record({
  id: constantFrom(mine, other),
  name: constantFrom('Production', 'Claude Code'),
  archived_at: constantFrom(null, '2026-01-01T00:00:00Z'),
  is_default: constantFrom(true, false),
})
const runs = { numRuns: 25_000 }

/** The rules said a second time, as sets of what may happen: what is not listed may not. */
const low = ['user', 'claude_code_user', 'developer']
const assignable = [...low, 'billing']
const orgReach: Record<string, string[]> = { helpdesk: low, admin: assignable }
const lowWorkspace = ['workspace_user', 'workspace_restricted_developer', 'workspace_developer']
const workspaceReach: Record<string, string[]> = {
  helpdesk: lowWorkspace,
  workspace_manager: [...lowWorkspace, 'workspace_admin'],
  admin: [...lowWorkspace, 'workspace_admin'],
}
const same = (a: string, b: string) => a !== '' && a.toLowerCase() === b.toLowerCase()
const inScope = (p: Person, id: string) => p.role !== 'workspace_manager' || p.workspaces.includes(id)

describe('the rules equal a second, independent telling', () => {
  test('changing and removing members', () => {
    assert(
      property(person, member, orgRole, (p, m, role) => {
        const reach = orgReach[p.role ?? ''] ?? []
        const touchable = reach.includes(m.role) && !same(p.email, m.email)
        expect(memberCan.changeRole(p, m, role).allowed).toBe(touchable && reach.includes(role))
        expect(memberCan.remove(p, m).allowed).toBe(touchable && p.role === 'admin')
      }),
      runs,
    )
  })

  test('invites', () => {
    const statuses = constantFrom('pending', 'accepted', 'expired', 'deleted')
    assert(
      property(person, orgRole, orgRole, statuses, (p, held, role, status) => {
        const reach = orgReach[p.role ?? ''] ?? []
        expect(inviteCan.create(p, role).allowed).toBe(reach.includes(role))
        expect(inviteCan.revoke(p, { role: held, status }).allowed).toBe(status === 'pending' && reach.includes(held))
        expect(inviteCan.replace(p, { role: held, status }, role).allowed).toBe(
          ['pending', 'expired'].includes(status) && reach.includes(held) && reach.includes(role),
        )
      }),
      runs,
    )
  })

  test('workspaces', () => {
    assert(
      property(person, workspace, (p, w) => {
        const alive = w.archived_at === null
        const manages = p.role === 'admin' || (p.role === 'workspace_manager' && inScope(p, w.id))
        expect(workspaceCan.create(p).allowed).toBe(p.role === 'admin')
        expect(workspaceCan.tag(p, w).allowed).toBe(manages && alive)
        // Nothing marks the Claude Code workspace but its name, so a new name would take its protection away.
        expect(workspaceCan.rename(p, w).allowed).toBe(manages && alive && !w.is_default && w.name !== 'Claude Code')
        expect(workspaceCan.configure(p, w).allowed).toBe(p.role === 'admin' && alive)
        expect(workspaceCan.archive(p, w).allowed).toBe(
          p.role === 'admin' && alive && !w.is_default && w.name !== 'Claude Code',
        )
      }),
      runs,
    )
  })

  test('workspace members', () => {
    assert(
      property(person, workspace, member, workspaceRole, workspaceRole, (p, w, m, held, role) => {
        const reach = workspaceReach[p.role ?? ''] ?? []
        const open = inScope(p, w.id) && w.archived_at === null && !w.is_default && !same(p.email, m.email)
        const everywhere = ['admin', 'owner', 'primary_owner'].includes(m.role)
        const raised = m.role === 'billing' ? role === 'workspace_admin' : true
        const heldOk = reach.includes(held) || (held === 'workspace_billing' && reach.length > 0)
        expect(workspaceMemberCan.add(p, w, m, role).allowed).toBe(open && reach.includes(role))
        expect(workspaceMemberCan.changeRole(p, w, m, held, role).allowed).toBe(
          open && !everywhere && raised && heldOk && reach.includes(role),
        )
        expect(workspaceMemberCan.remove(p, w, m, held).allowed).toBe(
          open && !everywhere && m.role !== 'billing' && reach.includes(held),
        )
      }),
      runs,
    )
  })

  test('keys', () => {
    const scope = constantFrom<{ type: string; workspace_id?: string }>(
      { type: 'workspace', workspace_id: mine },
      { type: 'workspace', workspace_id: other },
      { type: 'organization' },
      { type: 'something_new' },
    )
    const status = constantFrom('active', 'inactive', 'archived', 'expired', 'something_new')
    assert(
      property(person, scope, status, (p, s, held) => {
        const key = { scope: s, status: held }
        const own =
          p.role === 'workspace_manager' && s.workspace_id !== undefined && p.workspaces.includes(s.workspace_id)
        const may = p.role === 'admin' || own
        expect(keyCan.rename(p, key).allowed).toBe(may && held !== 'archived')
        expect(keyCan.changeStatus(p, key).allowed).toBe(may && ['active', 'inactive'].includes(held))
        expect(keyCan.archive(p, key).allowed).toBe(may && held !== 'archived')
      }),
      runs,
    )
  })
})

test('every refusal gives a reason in a sentence, and none names a workspace', () => {
  assert(
    property(
      person,
      workspace,
      member,
      array(workspaceRole, { minLength: 2, maxLength: 2 }),
      (p, w, m, [held, role]) => {
        const verdicts = [
          workspaceMemberCan.changeRole(p, w, m, held ?? '', role ?? ''),
          workspaceCan.archive(p, w),
          memberCan.remove(p, m),
        ]
        for (const verdict of verdicts) {
          if (verdict.allowed) continue
          expect(verdict.reason).toMatch(/^[A-Z].+[.]$/)
          expect(verdict.reason).not.toContain(w.id)
        }
      },
    ),
    { numRuns: 5_000 },
  )
})
