import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { builtPortal } from '../standalone/build.ts'

export type PortalOptions = {
  port: number
  environment: Record<string, string>
  /** The assembled tree; the built one when left out. */
  tree?: string
  /** The Node that runs it; ours when left out. */
  node?: string
  /** The account it runs as, when we are root. */
  account?: { uid: number; gid: number }
  onOutput?: (text: string) => void
}

export type RunningPortal = {
  url: string
  pid: number
  output: () => string
  /** Resolves to how it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  stop: () => Promise<void>
}

const startsWithinMs = 60_000

/** Starts a built portal on loopback and waits until it can serve. Throws with its own words when it ends before. */
export async function startPortal(options: PortalOptions): Promise<RunningPortal> {
  const { port, tree = builtPortal, node = process.execPath, environment, account, onOutput } = options
  const said: string[] = []
  const child = spawn(node, [path.join(tree, 'server.js')], {
    cwd: tree,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...surroundings(), NODE_ENV: 'production', HOSTNAME: '127.0.0.1', PORT: String(port), ...environment },
    ...account,
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.push(text)
      if (said.length > 2000) said.shift()
      onOutput?.(text)
    })
  }
  const portal = handleOf(child, port, () => said.join(''))
  try {
    await untilReady(portal)
  } catch (error) {
    await portal.stop()
    throw error
  }
  return portal
}

/** A portal under test must not inherit the settings of whoever runs it. */
function surroundings(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG']
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}

function handleOf(child: ChildProcess, port: number, output: () => string): RunningPortal {
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', () => resolve({ code: -1, signal: null }))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(impatience)
  }
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, output, ended, stop }
}

async function untilReady(portal: RunningPortal): Promise<void> {
  const deadline = Date.now() + startsWithinMs
  while (Date.now() < deadline) {
    const next = new Promise<null>((resolve) => setTimeout(resolve, 50, null))
    if ((await Promise.race([portal.ended, next])) !== null)
      throw new Error(`The portal did not start:\n${portal.output()}`)
    if (await answersReady(portal.url)) return
  }
  throw new Error(`The portal was not ready after ${startsWithinMs / 1000} seconds:\n${portal.output()}`)
}

async function answersReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(2000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
