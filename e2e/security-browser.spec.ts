import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { adminApiPaths, gatewayPath, pagePaths, portalPaths } from '#lib/paths.ts'
import type { Member } from '#lib/schemas/members.ts'
import { expect, test } from './fixtures.ts'
import { existing, untilMirrored } from './gateway.ts'
import { cookieHeader, rawRequest } from './raw-request.ts'
import type { RawAnswer } from './raw-request.ts'

test.use({ world: { seed: 24, members: 30, invites: 6, workspaces: 5, keys: 20 } })

/** A page on another origin; `host` decides whether the browser calls it same-site (127.0.0.1) or cross-site (localhost). */
async function hostileSite(host: string, html: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://${host}:${port}/`, close: () => server.close() }
}

/** Everything a page may try against another origin, without being told what came of it. */
function attacks(portal: string, userPath: string): string {
  return `<!doctype html><title>Nice cats</title><iframe id="framed" src="${portal}/members"></iframe>
<iframe name="sink"></iframe>
<form id="out" method="post" action="${portal}/api/portal/sign-out" target="sink"></form>
<form id="json" method="post" enctype="text/plain" action="${portal}${userPath}" target="sink">
<input name='{"role":"developer","x":"' value='"}'></form>
<img src="${portal}/api/portal/sign-out"><img src="${portal}${userPath}?_method=DELETE">
<script>
window.finished = (async () => {
  document.getElementById('out').submit()
  await new Promise((resolve) => setTimeout(resolve, 300))
  document.getElementById('json').submit()
  const send = (method, headers, mode, body) =>
    fetch('${portal}${userPath}', { method, mode, body, headers, credentials: 'include' }).then(
      (response) => response.type === 'opaque' ? 'opaque' : 'readable', () => 'blocked')
  return [
    await send('POST', { 'content-type': 'text/plain' }, 'no-cors', '{"role":"developer"}'),
    await send('POST', { 'content-type': 'application/json', 'x-portal-request': '1' }, 'cors', '{"role":"developer"}'),
    await send('DELETE', { 'x-portal-request': '1' }, 'cors'),
    await send('GET', {}, 'cors'),
  ]
})()
</script>`
}

for (const [site, host] of [
  ['another site', 'localhost'],
  ['a sibling origin of the same site', '127.0.0.1'],
] as const) {
  test(`55: a hostile page on ${site} changes nothing, frames nothing, reads nothing`, async ({
    browser,
    house,
    emulator,
    sessions,
  }) => {
    await untilMirrored(house.url, await house.token('admin'), emulator)
    const storageState = await sessions('admin')
    const user = existing((await emulator.users()).find(({ role }) => role === 'user'))
    await emulator.door.remove('/requests')
    const hostile = await hostileSite(host, attacks(house.url, gatewayPath(adminApiPaths.user(user.id))))
    const context = await browser.newContext({ storageState })
    try {
      const page = await context.newPage()
      await page.goto(hostile.url)
      const outcomes = await page.evaluate<string[]>('window.finished')
      // Even the answers that a page may not read are kept from it, by Cross-Origin-Resource-Policy.
      expect(outcomes).toEqual(['blocked', 'blocked', 'blocked', 'blocked'])
      await expect.poll(() => page.frames().map((frame) => frame.url())).toContain('chrome-error://chromewebdata/')
      for (const frame of page.frames()) expect(await frame.content()).not.toContain(user.email)

      const opened = context.waitForEvent('page')
      await page.evaluate(`window.popup = window.open('${house.url}/members')`)
      const popup = await opened
      await expect(popup.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible()
      expect(await popup.evaluate(() => window.opener === null)).toBe(true)
      await expect.poll(() => page.evaluate<boolean>('window.popup.closed')).toBe(true)

      const changes = (await emulator.door.requests()).filter(({ method }) => method !== 'GET')
      expect(changes).toEqual([])
      expect(await emulator.user(user.id)).toEqual(user)
      await popup.reload()
      await expect(popup.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible()
    } finally {
      await context.close()
      hostile.close()
    }
  })
}

const names = [
  '<img src=x onerror="window.hacked=1">',
  '</script><script>window.hacked=1</script>',
  '=HYPERLINK("https://evil.example","Ann")',
  '"><svg onload=window.hacked=1>',
  "javascript:window.hacked=1//'",
]

test('56: hostile names are text, wherever they are shown', async ({ signedInAs, emulator, readAnew }) => {
  const members: Member[] = []
  for (const [index, name] of names.entries()) {
    const made = { email: `hostile${index}@example.com`, name, role: 'user' }
    members.push((await emulator.door.post('/users', made)) as Member)
    await emulator.door.post('/api_keys', { name: `${name} key` })
    await emulator.door.post('/workspaces', { name: `${name} space` })
  }
  await readAnew()
  const page = await signedInAs('admin')
  const hacked = () =>
    page.evaluate(() => 'hacked' in window || [...document.images].some(({ src }) => src.endsWith('/x')))
  for (const [index, name] of names.entries()) {
    await page.goto(`${pagePaths.members()}?q=hostile${index}`)
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible()
    expect(await hacked()).toBe(false)
    await page.goto(pagePaths.member(existing(members[index]).id))
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
    expect(await hacked()).toBe(false)
  }
  for (const [place, suffix] of [
    [pagePaths.keys(), 'key'],
    [pagePaths.workspaces(), 'space'],
  ] as const) {
    await page.goto(place)
    await expect(page.getByText(`${names[0]} ${suffix}`).first()).toBeVisible()
    expect(await hacked()).toBe(false)
  }
})

function policyOf({ headers }: RawAnswer): Record<string, string> {
  const policy = String(headers['content-security-policy'])
  return Object.fromEntries(policy.split('; ').map((rule) => [rule.split(' ')[0] ?? '', rule]))
}

test('56: every script carries the nonce of its own answer', async ({ house, sessions }) => {
  const cookie = cookieHeader(await sessions('admin'))
  const forged = { 'content-security-policy': "script-src 'unsafe-inline'", 'x-nonce': 'chosenByTheClient' }
  const seen = new Set<string>()
  const pages = [
    '/',
    '/sign-in',
    '/members',
    '/invites',
    '/workspaces',
    '/keys',
    '/approvals',
    '/jobs',
    '/audit',
    '/settings',
    '/nowhere',
  ]
  for (const target of pages) {
    for (const headers of [{ cookie }, {}, { cookie, ...forged }, { cookie, 'next-router-prefetch': '1' }]) {
      const answer = await rawRequest(house.url, target, { headers })
      const policy = policyOf(answer)
      const nonce = /'nonce-([^']+)'/.exec(policy['script-src'] ?? '')?.[1] ?? ''
      expect(nonce, target).toMatch(/^[\w+/=]{20,}$/)
      expect(seen.has(nonce), `${target} has a nonce of its own`).toBe(false)
      seen.add(nonce)
      expect(policy).toMatchObject({
        'default-src': "default-src 'none'",
        'script-src': `script-src 'nonce-${nonce}' 'strict-dynamic'`,
        'frame-ancestors': "frame-ancestors 'none'",
        'base-uri': "base-uri 'none'",
        'object-src': "object-src 'none'",
      })
      const scripts = answer.text.match(/<script\b[^>]*>/g) ?? []
      for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
      expect(answer.text).not.toContain(forged['x-nonce'])
      if (answer.status === 200) expect(scripts.length).toBeGreaterThan(0)
    }
  }
})

const everywhere = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()'),
}

test('57: the headers of every kind of answer', async ({ house, sessions }) => {
  const cookie = cookieHeader(await sessions('admin'))
  const view = await rawRequest(house.url, portalPaths.members(), { headers: { cookie } })
  const [script] = /\/_next\/static\/[^"']+\.js/.exec((await rawRequest(house.url, '/sign-in')).text) ?? []
  const rows: [string, number[], string, Record<string, string>?, string?][] = [
    ['a page', [200], '/members', { cookie }],
    ['the sign-in page', [200], '/sign-in'],
    ['a redirect', [307], '/members'],
    ['a redirect of somebody signed in', [307], '/sign-in', { cookie }],
    ['a page that is not there', [404], '/nowhere', { cookie }],
    ['an object that is not there', [404], `/members/user_${'9'.repeat(24)}`, { cookie }],
    ['a view', [200], portalPaths.members(), { cookie }],
    ['an unchanged view', [304], portalPaths.members(), { cookie, 'if-none-match': String(view.headers.etag) }],
    ['a gateway list', [200], gatewayPath(adminApiPaths.users()), { cookie }],
    ['a gateway error', [400], `${gatewayPath(adminApiPaths.users())}?limit=0`, { cookie }],
    ['nobody', [401], portalPaths.members()],
    ['an API address that is not there', [404], '/api/nowhere', { cookie }],
    ['a closed door of next-auth', [404], '/api/auth/session'],
    ['a method that is not there', [405], portalPaths.members(), { cookie }, 'PUT'],
    ['OPTIONS', [204], portalPaths.members(), {}, 'OPTIONS'],
    ['health', [200], '/api/health'],
    ['readiness', [200], '/api/ready'],
    ['a script', [200], existing(script)],
    ['a script that is not there', [404], '/_next/static/chunks/nowhere.js'],
    ['an icon that is not there', [404], '/favicon.ico'],
    ['the image optimizer', [400, 404], '/_next/image?url=%2Ficon.svg&w=64&q=75'],
  ]
  for (const [what, statuses, target, headers = {}, method = 'GET'] of rows) {
    const answer = await rawRequest(house.url, target, { headers, method })
    expect(statuses, what).toContain(answer.status)
    expect({ what, ...answer.headers }).toMatchObject({ what, ...everywhere })
    expect(answer.headers['x-powered-by'], what).toBeUndefined()
    expect(answer.headers['access-control-allow-origin'], what).toBeUndefined()
    const cached = what === 'a script' ? ['public', 'max-age=31536000', 'immutable'] : ['private', 'no-store']
    expect(answer.headers['cache-control']?.split(', '), what).toEqual(expect.arrayContaining(cached))
    if (!target.startsWith('/_next/static/'))
      expect(String(answer.headers['content-security-policy']), what).toContain("frame-ancestors 'none'")
  }
  const icon = await rawRequest(house.url, '/icon.svg')
  expect(icon.headers).toMatchObject(everywhere)
})
