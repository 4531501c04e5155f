import type { Account } from './accounts.ts'

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 26rem; padding: 3rem 1.25rem; }
h1 { font-size: 1.25rem; margin: 0 0 .25rem; }
p { margin: 0 0 1.5rem; opacity: .8; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
button { font: inherit; width: 100%; text-align: left; padding: .75rem 1rem; border: 1px solid #8886;
  border-radius: .5rem; background: transparent; color: inherit; cursor: pointer; }
button:hover { background: #8881; }
button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
small { display: block; opacity: .75; }`

export const loginStyle = style

/** One button for each account; there are no passwords to type because nothing here is real. */
export function loginPage(accounts: readonly Account[], action: string): string {
  const buttons = accounts.map(
    ({ id, name, email, about }) => `<li><button name="account" value="${escapeHtml(id)}">${escapeHtml(name)}
<small>${escapeHtml(email)}</small><small>${escapeHtml(about)}</small></button></li>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Demo sign-in</title><style>${style}</style></head>
<body><main><h1>Demo sign-in</h1>
<p>This stands in for your company’s identity provider. It asks for no password: use it for demos and tests only.</p>
<form method="post" action="${escapeHtml(action)}"><ul>${buttons.join('')}</ul></form></main></body></html>`
}
