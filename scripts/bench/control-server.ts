import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** A hundred static rows and no script: what any page of this browser costs on this machine at this moment. */
function controlPage(): string {
  const rows = Array.from({ length: 100 }, (_, index) => {
    const cells = [`Person Number ${index}`, `person.${index}@example.com`, 'developer', '2 workspaces', '3 keys']
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  const style = 'body{margin:24px;font:14px system-ui}td{padding:8px 12px;border-bottom:1px solid #ddd}'
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Control</title><style>${style}</style>
<table><tbody>${rows.join('\n')}</tbody></table></html>`
}

export async function startControlServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const page = gzipSync(controlPage())
  const server = createServer((_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'no-store',
    })
    response.end(page)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}/`, close }
}
