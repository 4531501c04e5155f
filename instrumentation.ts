/** Runs once before the first request. A throw in here would leave a server that answers 500 for ever. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs' || process.env['NEXT_PHASE'] === 'phase-production-build') return
  const { startUp } = await import('#lib/server/start-up.ts')
  await startUp()
}
