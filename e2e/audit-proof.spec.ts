import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { root } from '../scripts/standalone/build.ts'
import { expect, test } from './fixtures.ts'
import { openPage } from './table.ts'

test.use({ world: { seed: 31, environment: { SIEM_STDOUT: '1', LOG_LEVEL: 'info' } } })

/** `npm run audit:verify` on downloaded files alone; rejects unless it ends with 0. */
async function verify(...args: string[]): Promise<string> {
  const command = ['--conditions=react-server', 'scripts/audit-verify.ts', ...args]
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: root,
    env: { NODE_ENV: 'production' },
  })
  return stdout
}

test('settings tell how the log is proven, and a test event reaches the SIEM', async ({ signedInAs, house }) => {
  const page = await signedInAs('admin')
  await openPage(page, '/settings', 'Settings')
  const panel = page.getByRole('region', { name: 'Audit log' })
  await expect(panel).toContainText(/Agrees with its checkpoint|No checkpoint yet/)
  await panel.getByRole('button', { name: 'Send test' }).click()
  await expect(page.getByText('The test event has arrived: standard output.', { exact: true })).toBeVisible()
  await expect(panel.getByRole('row', { name: /standard output/ })).toContainText('Delivered')
  const events = house.portal
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{"audit_event":'))
  expect(events.some((line) => line.includes('"action":"siem.test"'))).toBe(true)
})

test('an auditor sees all of it and may not send tests', async ({ signedInAs }) => {
  const page = await signedInAs('auditor')
  await openPage(page, '/settings', 'Settings')
  const button = page.getByRole('region', { name: 'Audit log' }).getByRole('button', { name: 'Send test' })
  await expect(button).toBeDisabled()
  await expect(button).toHaveAccessibleDescription(/cannot change the settings/)
})

test('the downloaded log is whole; what was done last is anchored when the portal stops', async ({
  signedInAs,
  house,
}) => {
  const page = await signedInAs('auditor')
  await openPage(page, '/settings', 'Settings')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'the whole log' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('steward-audit.jsonl')
  const log = await download.path()
  expect(await verify('--file', log)).toMatch(/^\d+ events, chain whole/)
  await house.portal.stop()
  const anchors = ['--checkpoints', path.join(house.dataDir, 'audit-checkpoints.jsonl')]
  const key = ['--public-key', path.join(house.dataDir, 'audit-public-key.pem')]
  const count = readFileSync(log, 'utf8').trimEnd().split('\n').length
  expect(await verify('--file', log, ...anchors, ...key)).toContain(
    `${count} events, chain whole, anchored up to ${count} by`,
  )
  const cut = path.join(house.dataDir, 'cut.jsonl')
  writeFileSync(cut, readFileSync(log, 'utf8').split('\n').slice(0, -2).join('\n'))
  await expect(verify('--file', cut, ...anchors, ...key)).rejects.toThrow(/NOT WHOLE: event \d+: cut/)
})
