import 'server-only'

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/**
 * Sends the browser to the provider with a page, not a redirect: `form-action` would have to name every host a redirect
 * may pass through, and companies chain providers that Steward cannot know.
 */
export function bounceTo(address: string, cookies: readonly string[]): Response {
  const to = escaped(address)
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'private, no-store',
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Signing in</title>
<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="0;url=${to}"></head>
<body><p>Taking you to your sign-in provider. <a href="${to}">Continue</a></p></body></html>`
  return new Response(page, { status: 200, headers })
}
