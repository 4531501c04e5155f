/** Headers that made some version of the framework, a proxy or a guard look away. */
export const bypassHeaders: readonly Record<string, string>[] = [
  ...['middleware', 'src/middleware', 'pages/_middleware', 'proxy', 'src/proxy'].flatMap((name) => [
    { 'x-middleware-subrequest': name },
    { 'x-middleware-subrequest': Array(5).fill(name).join(':') },
  ]),
  { 'x-middleware-subrequest-id': '0'.repeat(16) },
  { 'x-middleware-rewrite': '/sign-in' },
  { 'x-middleware-next': '1' },
  { 'x-nextjs-data': '1' },
  { 'next-router-prefetch': '1' },
  { 'next-router-prefetch': '1', rsc: '1' },
  { purpose: 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { 'next-action': '0'.repeat(40) },
  { rsc: '1' },
  { rsc: '1', 'next-router-segment-prefetch': '/_tree' },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_index' },
  { 'next-hmr-refresh': '1' },
  { 'x-matched-path': '/sign-in' },
  { 'x-invoke-path': '/sign-in' },
  { 'x-original-url': '/api/health' },
  { 'x-rewrite-url': '/api/health' },
  { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', 'x-forwarded-host': 'localhost' },
  { 'user-agent': 'ELB-HealthChecker/2.0' },
  { 'user-agent': 'kube-probe/1.30' },
  { authorization: 'Bearer null' },
  { authorization: 'Basic YWRtaW46YWRtaW4=' },
  { 'x-api-key': 'undefined' },
  { cookie: 'portal-session=; __Host-portal-session=null' },
]

/** What a browser, or somebody who is none, says when the request does not come from a page of the portal. */
export function foreignOrigins(portalUrl: string): Record<string, string>[] {
  const { port, hostname } = new URL(portalUrl)
  const origins = [
    'https://evil.example',
    'null',
    `https://${hostname}:${port}`,
    `http://${hostname}:${Number(port) + 1}`,
    `http://${hostname}`,
    `${portalUrl}.evil.example`,
    `http://${hostname}.evil.example:${port}`,
    `http://evil.example/${hostname}:${port}`,
  ]
  const said = { 'x-portal-request': '1' }
  return [
    { ...said, 'sec-fetch-site': 'cross-site', origin: portalUrl },
    { ...said, 'sec-fetch-site': 'same-site', origin: portalUrl },
    { ...said, 'sec-fetch-site': 'none' },
    { ...said, 'sec-fetch-site': 'cross-site', 'x-forwarded-host': 'evil.example', origin: 'https://evil.example' },
    said,
    ...origins.map((origin) => ({ ...said, origin })),
  ]
}

/** `whole`: stays one part of the address, so it reaches the handler as an id. */
export const hostileIds: readonly { id: string; whole: boolean }[] = [
  ...['%252e%252e', '%252e%252e%252f', 'a;b', 'a%20b', 'user_', 'svac_0123456789', 'wrkspc_012345678'].map(one),
  ...['user_0123456789%0d%0ax:%20y', 'user_0123456789%09', 'user_0123456789%00', 'user_%E2%80%AE0123456789'].map(one),
  ...['user_0123456789%EF%BC%8Fx', 'user_0123456789%23f', 'user_0123456789%3Flimit=1000', '__proto__'].map(one),
  ...[
    '..%2f',
    '..%2f..%2fapi_keys',
    '..%2F..%2F..%2F_emulator%2Fworld',
    'a%2Fb',
    'a%5Cb',
    `user_${'a'.repeat(300)}`,
  ].map(one),
  ...['user_0123456789,user_0123456780', 'user_0123456789%0A', '%5B%5D', '*', "user_0123456789'--", '%24%7B7*7%7D'].map(
    one,
  ),
  ...['.', '..', '%2e%2e', '%2e', 'a/b', 'a?x=1', '', '..;/', '..%c0%af', '%c0%ae', '%ff', 'user_0123456789%'].map(
    (id) => ({
      id,
      whole: false,
    }),
  ),
]

function one(id: string): { id: string; whole: boolean } {
  return { id, whole: true }
}

const evil = 'evil.example'

/** A compact corpus of addresses that some sign-in once followed. */
export const openRedirects: readonly string[] = [
  ...['//', '///', '/\\', '\\\\', '/\\/', '/.//', '/%2e%2e//', '/x/../..//', 'https://', 'HTTPS://', 'https:'].map(add),
  ...['https:\\\\', 'javascript:', 'data:text/html,', 'blob:https://', ' //', '\t//', '\n//', '/\t/', '/\n/'].map(add),
  ...['／／', '/／', '@', '/%09/', '/%5c', '/%2f', '%2f%2f', 'http://127.0.0.1@', '/\u202e/', '/\u0000/'].map(add),
  `https://127.0.0.1.${evil}`,
  '/api/auth/signin',
  '/sign-in?return_to=/sign-in',
  `/${'a'.repeat(3000)}`,
  '%',
  '%ff',
  '',
]

function add(start: string): string {
  return `${start}${evil}`
}
