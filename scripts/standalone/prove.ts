import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startSurroundedPortal } from '../portal/surrounded-portal.ts'
import type { SurroundedPortal } from '../portal/surrounded-portal.ts'
import { buildWhenNeeded, builtPortal, root } from './build.ts'
import { changes, inventory, setWritable } from './read-only-tree.ts'

/** Runs what the image runs, as it runs there: read-only, as nobody, with one data folder (docs/operations.md). */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined
const place = mkdtempSync(path.join(tmpdir(), 'steward-proof-'))
const tree = path.join(place, 'portal')
const temporary = path.join(place, 'tmp')
const node = path.join(place, 'node')
/** What stays in the data folder. SQLite leaves journals beside what it has open when a process exits. */
const needed = ['steward.db', 'portal.lock', 'audit-checkpoints.jsonl', 'audit-public-key.pem', 'audit-signing-key.pem']
const known = new Set([...needed, 'steward.db-wal', 'steward.db-shm', 'portal.lock-journal'])
let failures = 0

function check(what: string, holds: boolean, told = ''): void {
  if (!holds) failures += 1
  console.log(`${holds ? 'ok' : 'FAILED'} ${what}${holds || told === '' ? '' : `: ${told}`}`)
}

function prepare(): void {
  buildWhenNeeded()
  cpSync(builtPortal, tree, { recursive: true, verbatimSymlinks: true })
  setWritable(tree, false)
  // The Node of node_modules may lie in a folder that only we may enter.
  copyFileSync(process.execPath, node)
  chmodSync(node, 0o755)
  chmodSync(place, 0o755)
  for (const folder of [temporary, path.join(place, 'data')]) {
    mkdirSync(folder)
    if (nobody !== undefined) chownSync(folder, nobody.uid, nobody.gid)
  }
}

function checkContents(): void {
  const names = [...inventory(tree).keys()]
  const unwanted: Record<string, RegExp> = {
    'no image library': /(^|\/)node_modules\/(sharp|@img)(\/|$)/,
    'no environment file': /(^|\/)\.env/,
    'no source map': /\.map$/,
    'no TypeScript source': /\.[cm]?tsx?$/,
    'no test': /\.(test|spec)\.|^(e2e|scripts|docs|lib|app)\//,
    'no package manager': /(^|\/)node_modules\/(npm|typescript|vitest|@playwright)(\/|$)/,
  }
  for (const [what, pattern] of Object.entries(unwanted)) {
    const found = names.filter((name) => pattern.test(name))
    check(`the tree holds ${what}`, found.length === 0, found.slice(0, 3).join(', '))
  }
}

async function checkAnswers({ url, dataDir, emulator }: SurroundedPortal): Promise<void> {
  check('it lives', (await fetch(`${url}/api/health`)).status === 200)
  check('it is ready', (await fetch(`${url}/api/ready`)).status === 200)
  const signIn = await fetch(`${url}/sign-in`)
  check('the sign-in page is served', signIn.status === 200 && (await signIn.text()).includes('Sign in with SSO'))
  const [script] = /\/_next\/static\/[^"']+\.js/.exec(await (await fetch(`${url}/sign-in`)).text()) ?? []
  check('its scripts are served', script !== undefined && (await fetch(url + script)).status === 200)
  const page = await fetch(`${url}/members`, { redirect: 'manual' })
  check('a page asks for a sign-in', page.status === 307 && (page.headers.get('location') ?? '').includes('/sign-in'))
  const users = '/api/v1/organizations/users?limit=3'
  check('the gateway asks for a token', (await fetch(url + users)).status === 401)
  const token = execFileSync(
    process.execPath,
    ['--conditions=react-server', path.join(root, 'scripts/token.ts'), '--name', 'proof', '--role', 'auditor'],
    { env: { NODE_ENV: 'production', DATA_DIR: dataDir }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  ).trim()
  const headers = { authorization: `Bearer ${token}`, 'anthropic-version': '2026-10-21' }
  const answer = await fetch(url + users, { headers })
  const body = await answer.text()
  check('the gateway answers a token', answer.status === 200 && body.includes('"user_'), `${answer.status} ${body}`)
  check('the answer holds no admin key', !body.includes(emulator.key))
}

async function checkRun(portal: SurroundedPortal, before: ReadonlyMap<string, string>): Promise<void> {
  await checkAnswers(portal)
  const asked = performance.now()
  await portal.portal.stop()
  const seconds = (performance.now() - asked) / 1000
  const { code, signal } = await portal.portal.ended
  check('SIGTERM ends it within 5 seconds', seconds < 5 && signal !== 'SIGKILL', `${seconds} s, ${code} ${signal}`)
  const written = changes(before, inventory(tree))
  check('it wrote nothing into its tree', written.length === 0, written.slice(0, 3).join(', '))
  check('it left nothing in the temporary folder', readdirSync(temporary).length === 0)
  const kept = readdirSync(portal.dataDir)
  const [strange, missing] = [kept.filter((name) => !known.has(name)), needed.filter((name) => !kept.includes(name))]
  check(
    'the data folder holds the database, its lock and the audit log’s proof',
    missing.length === 0,
    missing.join(', '),
  )
  check('the data folder holds nothing else', strange.length === 0, strange.join(', '))
  check('its log holds no admin key', !portal.portal.output().includes(portal.emulator.key))
}

try {
  prepare()
  checkContents()
  const before = inventory(tree)
  const portal = await startSurroundedPortal({
    tree,
    node,
    folder: place,
    organization: { members: 30, invites: 4, workspaces: 4, keys: 20 },
    environment: { TMPDIR: temporary, HOME: temporary },
    ...(nobody === undefined ? {} : { account: nobody }),
  })
  try {
    check(nobody === undefined ? 'it runs' : 'it runs as nobody', true)
    await checkRun(portal, before)
  } finally {
    await portal.close()
  }
} catch (error) {
  check('it starts', false, error instanceof Error ? error.message : String(error))
} finally {
  setWritable(tree, true)
  rmSync(place, { recursive: true, force: true })
}
process.exitCode = failures === 0 ? 0 : 1
