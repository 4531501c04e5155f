import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(path.join(tmpdir(), 'steward-start-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sound = {
  PORTAL_URL: 'http://localhost:4998',
  ANTHROPIC_ADMIN_KEY: 'sk-ant-admin01-canarycanary',
  ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
  DATA_DIR: folder,
  OIDC_ISSUER: 'http://127.0.0.1:9',
  OIDC_CLIENT_ID: 'steward',
  OIDC_CLIENT_SECRET: 'k2Jw9qLx71',
  NEXTAUTH_SECRET: 'T7r0bXw2mJ5vQp9Lk3Zs8Yc1Hd6Nf4Ag',
  PORTAL_ADMINS: 'ada@example.com',
}

function startUp(env: Record<string, string>) {
  const program = `const { startUp } = await import('#lib/server/start-up.ts'); await startUp(); process.exit(0)`
  const args = ['--conditions=react-server', '--input-type=module', '-e', program]
  const { status, stderr, stdout } = spawnSync(process.execPath, args, {
    env: { NODE_ENV: 'production', ...env },
    encoding: 'utf8',
    timeout: 30_000,
  })
  return { status, stderr, stdout }
}

describe('starting', () => {
  test('with nothing ends with one line for each variable that is missing', () => {
    const { status, stderr } = startUp({ DATA_DIR: folder })
    expect(status).toBe(1)
    const lines = stderr.trim().split('\n')
    expect(lines).toHaveLength(6)
    for (const line of lines) expect(line).toMatch(/^Steward cannot start: [A-Z_]+ is not set\. /)
  })

  test('with a broken policy file names the line', () => {
    const file = path.join(folder, 'policy.yaml')
    writeFileSync(file, 'groups:\n  - { group: a, role: owner }\n')
    const { status, stderr } = startUp({ ...sound, POLICY_FILE: file })
    expect(stderr).toMatch(/^Steward cannot start: POLICY_FILE, line 2: groups\.0\.role: /)
    expect(status).toBe(1)
  })

  test('with a database it cannot reach says so without the password', () => {
    const url = 'postgres://steward:canarypassword@127.0.0.1:9/steward'
    const { status, stderr } = startUp({ ...sound, DATABASE_URL: url })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^Steward cannot start: The database could not be /)
    expect(stderr).not.toContain('canary')
  })

  test('with provider and Admin API out of reach it starts', () => {
    const { status, stderr, stdout } = startUp(sound)
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).toContain('Steward has started')
    expect(stdout).not.toContain('canary')
  })
})
