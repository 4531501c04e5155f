import { chromium } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** As root Chromium has no sandbox to offer; the rest keeps it from talking to anybody but the pages under test. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

/** A Chromium that is already here: the one named by PLAYWRIGHT_CHROMIUM, the system's, or Playwright's own. */
export function findChromium(): string | null {
  const named = process.env['PLAYWRIGHT_CHROMIUM']
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`PLAYWRIGHT_CHROMIUM names ${named}, which does not exist`)
    return named
  }
  return ['/usr/bin/chromium', chromium.executablePath()].find((file) => existsSync(file)) ?? null
}

/** Installs Chromium when there is none: from Debian's packages as root, else the way Playwright does. */
export function ensureChromium(tell: (line: string) => void = console.log): string {
  const found = findChromium()
  if (found !== null) return found
  tell('Installing Chromium...')
  const debian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  const worked = (debian && installFromDebian()) || run('npx', ['playwright', 'install', 'chromium'])
  const installed = findChromium()
  if (!worked || installed === null) throw new Error('No Chromium: install one and name it in PLAYWRIGHT_CHROMIUM')
  return installed
}

function installFromDebian(): boolean {
  const install = ['install', '--yes', '--no-install-recommends', 'chromium']
  return run('apt-get', install) || (run('apt-get', ['update']) && run('apt-get', install))
}

function run(command: string, args: string[]): boolean {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: environment }).status === 0
}
