import { defineConfig } from '@playwright/test'
import { chromiumFlags, findChromium } from '../scripts/chromium.ts'

const executablePath = findChromium()

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  globalSetup: './global-setup.ts',
  fullyParallel: false,
  workers: 2,
  // In the full run a test is tried twice, and named when only the second try passed: one hiccup of a shared machine must
  // not hide the rest. By hand every failure shows at once.
  retries: process.env['STEWARD_TEST_REPORT'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  // A guard against hanging, not a measure: some tests walk seven pages, and two workers share two cores.
  timeout: 60_000,
  expect: { timeout: 8_000 },
  reporter: process.env['STEWARD_TEST_REPORT'] === undefined ? 'list' : [['json'], ['dot']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: { args: chromiumFlags, ...(executablePath === null ? {} : { executablePath }) },
  },
})
