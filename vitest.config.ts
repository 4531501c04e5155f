import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/testing/longest-first.ts'

// `server-only` throws outside a React server unless this condition is set (docs/traps.md). Nothing else belongs here:
// vitest hands these to Node too, where "import" would break `require` inside packages.
const conditions = ['react-server', 'node']
const ssr = { resolve: { conditions, externalConditions: conditions } }

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // Most of an integration test is waiting: for the emulator, for the disk, for a child process.
    maxWorkers: 3,
    projects: [
      {
        ssr,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['lib/**/*.test.ts', 'components/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['lib/**/*.integration.test.ts'],
          testTimeout: 40_000,
        },
      },
      {
        ssr,
        test: {
          name: 'integration',
          environment: 'node',
          include: ['lib/**/*.integration.test.ts'],
          globalSetup: ['scripts/testing/postgres-for-tests.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
