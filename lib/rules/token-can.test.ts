import { describe, expect, test } from 'vitest'
import { portalRoles } from '#lib/schemas/person.ts'
import type { Person, PortalRole } from '#lib/schemas/person.ts'
import { permissions, powers, reaches } from './permissions.ts'
import { roleWithin, tokenAuthority, tokenCan } from './token-can.ts'

const one = 'wrkspc_0123456789ab'
const two = 'wrkspc_ba9876543210'

function person(role: PortalRole | null, workspaces: Person['workspaces'] = 'all'): Person {
  return { id: 'person_1', name: 'Ada', email: 'ada@example.com', role, workspaces, via: 'browser' }
}

test('a role holds itself, an admin holds every role, and no other role holds another', () => {
  const within = portalRoles.flatMap((role) =>
    portalRoles.filter((maker) => roleWithin(role, maker)).map((maker) => `${role} < ${maker}`),
  )
  expect(within).toEqual([
    'auditor < auditor',
    'auditor < admin',
    'helpdesk < helpdesk',
    'helpdesk < admin',
    'workspace_manager < workspace_manager',
    'workspace_manager < admin',
    'admin < admin',
  ])
})

test('whatever a token reaches its maker reaches, for every pair of roles, every power and every workspace', () => {
  const scopes = [[], [one], [two], [one, two]]
  let living = 0
  for (const role of portalRoles)
    for (const makerRole of portalRoles)
      for (const scope of scopes)
        for (const makerScope of scopes) {
          const maker = person(makerRole, makerRole === 'workspace_manager' ? makerScope : 'all')
          const wanted = { role, workspaces: role === 'workspace_manager' ? scope : ('all' as const) }
          const authority = tokenAuthority(wanted, maker)
          if (authority === null) continue
          living += 1
          const token = { ...person(null), ...authority }
          for (const power of powers)
            for (const workspace of [null, one, two])
              if (reaches(token, power, workspace)) expect(reaches(maker, power, workspace), power).toBe(true)
        }
  expect(living).toBeGreaterThan(50)
})

describe('what a token may do now', () => {
  const manager = { role: 'workspace_manager', workspaces: [one, two] } as const

  test('is what it was made for while its maker may do that', () => {
    expect(tokenAuthority({ role: 'auditor', workspaces: 'all' }, person('admin'))).toEqual({
      role: 'auditor',
      workspaces: 'all',
    })
    expect(tokenAuthority(manager, person('admin'))).toEqual(manager)
  })

  test('shrinks with the workspaces of its maker, and is nothing without any', () => {
    expect(tokenAuthority(manager, person('workspace_manager', [two]))).toEqual({
      role: 'workspace_manager',
      workspaces: [two],
    })
    expect(tokenAuthority(manager, person('workspace_manager', []))).toBeNull()
  })

  test.each([null, 'auditor', 'helpdesk'] as const)('is nothing once its maker is %s only', (role) => {
    expect(tokenAuthority({ role: 'admin', workspaces: 'all' }, person(role))).toBeNull()
    expect(tokenAuthority(manager, person(role))).toBeNull()
  })

  test('is nothing for an auditor’s token whose maker became help desk: neither role holds the other', () => {
    expect(permissions.helpdesk['audit.read']).toBe('own')
    expect(tokenAuthority({ role: 'auditor', workspaces: 'all' }, person('helpdesk'))).toBeNull()
  })
})

describe('making a token', () => {
  test('is for people, within their role and their workspaces', () => {
    expect(tokenCan.make(person('helpdesk'), 'helpdesk', []).allowed).toBe(true)
    expect(tokenCan.make(person('admin'), 'workspace_manager', [one]).allowed).toBe(true)
    expect(tokenCan.make(person('workspace_manager', [one]), 'workspace_manager', [one]).allowed).toBe(true)
    expect(tokenCan.make(person('workspace_manager', [one]), 'workspace_manager', [one, two])).toMatchObject({
      code: 'outside_scope',
    })
    expect(tokenCan.make(person('helpdesk'), 'auditor', [])).toMatchObject({ code: 'above_own_rights' })
    expect(tokenCan.make(person('auditor'), 'helpdesk', [])).toMatchObject({ code: 'above_own_rights' })
    expect(tokenCan.make(person(null, []), 'auditor', [])).toMatchObject({ code: 'above_own_rights' })
    expect(tokenCan.make({ ...person('admin'), via: 'token' }, 'auditor', [])).toMatchObject({ code: 'people_only' })
  })

  test('and ending one is for its maker and for admins', () => {
    expect(tokenCan.revoke(person('helpdesk'), 'person_1').allowed).toBe(true)
    expect(tokenCan.revoke(person('helpdesk'), 'person_2').allowed).toBe(false)
    expect(tokenCan.revoke(person('auditor'), null).allowed).toBe(false)
    expect(tokenCan.revoke(person('admin'), null).allowed).toBe(true)
  })
})
