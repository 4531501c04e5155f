import { mkdtempSync, readFileSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { actionNames } from '#lib/schemas/action-names.ts'
import { emptyPolicy } from '#lib/schemas/policy.ts'
import { parsePolicy } from './policy-file.ts'
import { noPolicy, openPolicy } from './policy.ts'

const good = `# who may do what
groups:
  - { group: claude-admins, role: admin }
  - group: team-search
    role: workspace_manager
    workspaces: [wrkspc_0123456789ab]
`

describe('a policy file', () => {
  test('gives groups their roles', () => {
    expect(parsePolicy(good)).toEqual({
      ok: true,
      policy: {
        ...emptyPolicy,
        groups: [
          { group: 'claude-admins', role: 'admin' },
          { group: 'team-search', role: 'workspace_manager', workspaces: ['wrkspc_0123456789ab'] },
        ],
      },
    })
    expect(parsePolicy('')).toEqual({ ok: true, policy: emptyPolicy })
  })

  test.each([
    ['an unknown role', 'groups:\n  - group: a\n    role: owner\n', /^line 3: groups\.0\.role: /],
    ['an unknown field', 'groups:\n  - group: a\n    role: admin\n    scope: all\n', /^line 4: groups\.0\.scope: /],
    ['a field at the top', 'groups: []\nadmins: [a]\n', /^line 2: admins: /],
    ['a missing group', '\ngroups:\n  - role: admin\n', /^line 3: groups\.0\.group: /],
    [
      'a manager of nothing',
      'groups:\n  - { group: a, role: workspace_manager }\n',
      /^line 2: groups\.0\.workspaces: is required/,
    ],
    [
      'an auditor with workspaces',
      'groups:\n  - { group: a, role: auditor, workspaces: [wrkspc_0123456789ab] }',
      /is only for a workspace_manager/,
    ],
    [
      'a workspace that is none',
      'groups:\n  - group: a\n    role: workspace_manager\n    workspaces:\n      - ../users\n',
      /^line 5: groups\.0\.workspaces\.0: /,
    ],
    ['a key twice', 'groups: []\ngroups: []\n', /^line 2: /],
    ['broken YAML', 'groups:\n  - { group: a\n', /^line \d+: /],
    ['a list instead', '- a\n', /^line 1: the file: /],
  ])('%s is refused with its line', (_name, text, problem) => {
    const result = parsePolicy(text)
    expect(result.ok).toBe(false)
    if (!result.ok) expect(result.problems[0]).toMatch(problem)
  })
})

test('the example in docs/ is a whole and valid file that uses every section', () => {
  const parsed = parsePolicy(readFileSync('docs/policy.example.yaml', 'utf8'))
  expect(parsed).toMatchObject({ ok: true })
  if (!parsed.ok) return
  const { groups, invites, ceilings, reasons, approvals, freeze } = parsed.policy
  const kept = parsed.policy.protected
  const said = [
    groups,
    invites?.allowed_domains ?? [],
    reasons,
    approvals,
    freeze,
    kept.keys,
    kept.workspaces,
    kept.except,
  ]
  for (const list of said) expect(list.length).toBeGreaterThan(0)
  expect([Object.keys(ceilings).length, Object.keys(kept.tags).length]).toEqual([2, 1])
  const text = readFileSync('docs/policy.example.yaml', 'utf8')
  for (const name of actionNames) expect(text).toContain(name)
})

describe('an open policy', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'steward-policy-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'policy.yaml')
  let version = 1_000
  const write = (text: string) => {
    writeFileSync(file, text)
    version += 1
    utimesSync(file, version, version)
  }

  test('follows the file, keeps the last good one and says what is wrong', async () => {
    let nowMs = 0
    write(good)
    const policy = openPolicy(file, { now: () => nowMs })
    expect((await policy.current()).policy.groups).toHaveLength(2)
    write('groups: [] # nobody')
    expect((await policy.current()).policy.groups).toHaveLength(2)
    nowMs += 3000
    expect((await policy.current()).policy.groups).toHaveLength(0)
    write('groups: 7')
    nowMs += 3000
    const broken = await policy.current()
    expect(broken.policy.groups).toHaveLength(0)
    expect(broken.problems[0]).toMatch(/^line 1: groups: /)
    unlinkSync(file)
    nowMs += 3000
    expect((await policy.current()).problems).toEqual(['The policy file cannot be read'])
    write(good)
    nowMs += 3000
    expect(await policy.current()).toMatchObject({ problems: [] })
  })

  test('without a file grants nothing', async () => {
    expect(await openPolicy(null).current()).toEqual(noPolicy)
  })
})
