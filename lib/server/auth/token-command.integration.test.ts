import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openDatabase } from '#lib/server/store/database.ts'
import type { DatabaseOptions } from '#lib/server/store/database.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { findToken } from './tokens.ts'

type Ended = { code: number; stdout: string; stderr: string }

/** Runs the command the way `npm run token` does, with nothing in its environment but the database. */
async function token(place: DatabaseOptions, ...args: string[]): Promise<Ended> {
  const where = 'url' in place ? { DATABASE_URL: place.url } : { DATA_DIR: place.dataDir }
  const env = { NODE_ENV: 'production' as const, ...where }
  const command = ['--conditions=react-server', 'scripts/token.ts', ...args]
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, command, { env })) }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('stdout' in error) || !('stderr' in error)) throw error
    return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) }
  }
}

eachDatabase((_name, _open, place) => {
  test('makes a token alone on the last line, lists it without its secret, revokes it', async () => {
    const options = await place()
    const made = await token(options, '--name', 'ci', '--role', 'admin', '--expires-in-days', '90')
    expect(made.stdout).toMatch(/^stw_[\w-]{43}\n$/)
    const secret = made.stdout.trim()
    const { db, close } = await openDatabase(options)
    const found = await findToken(db, secret, Date.now())
    expect(found).toMatchObject({ name: 'ci', role: 'admin', workspaces: null })
    expect((found?.expires_ms ?? 0) - (found?.created_ms ?? 0)).toBe(90 * 86_400_000)
    const listed = await token(options, '--list')
    expect(listed.stdout).toContain(found?.id)
    expect(listed.stdout).not.toContain(secret.slice(4))
    expect(await token(options, '--revoke', found?.id ?? '')).toMatchObject({ code: 0 })
    expect(await findToken(db, secret, Date.now())).toBeNull()
    expect(await token(options, '--revoke', found?.id ?? '')).toMatchObject({ code: 2 })
    const events = await db.selectFrom('audit_event').selectAll().orderBy('seq').execute()
    const by = { via: 'command_line', actor_name: userInfo().username, actor_role: null, target_id: found?.id }
    expect(events).toMatchObject([
      { ...by, action: 'token.create' },
      { ...by, action: 'token.revoke' },
    ])
    expect(JSON.stringify(events)).not.toContain(secret.slice(4))
    await close()
  })

  test('no audit event, no token, and none revoked', async () => {
    const options = await place()
    const first = (await token(options, '--name', 'ci', '--role', 'admin')).stdout.trim()
    const { db, close } = await openDatabase(options)
    const id = (await findToken(db, first, Date.now()))?.id ?? ''
    await db.schema.alterTable('audit_event').renameTo('audit_event_gone').execute()
    const made = await token(options, '--name', 'cd', '--role', 'admin')
    expect(made).toMatchObject({ code: 1, stdout: '' })
    expect(await token(options, '--revoke', id)).toMatchObject({ code: 1, stdout: '' })
    expect(await db.selectFrom('portal_token').select(['name', 'revoked_ms']).execute()).toEqual([
      { name: 'ci', revoked_ms: null },
    ])
    await close()
  })

  test.each([
    [[]],
    [['--name', 'ci']],
    [['--name', 'ci', '--role', 'owner']],
    [['--name', 'ci', '--role', 'workspace_manager']],
    [['--name', 'ci', '--role', 'workspace_manager', '--workspaces', '../users']],
    [['--name', 'ci', '--role', 'admin', '--workspaces', 'wrkspc_0123456789ab']],
    [['--name', 'ci', '--role', 'admin', '--expires-in-days', '0']],
    [['--name', ' ', '--role', 'admin']],
    [['--nonsense']],
  ])('%j makes nothing and says why', async (args) => {
    const { code, stdout, stderr } = await token(await place(), ...args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('npm run token --')
  })
})
