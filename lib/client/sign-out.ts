import { pagePaths } from '#lib/paths.ts'
import { write } from './api.ts'

/** Ends the session everywhere, then leaves the page so that nothing of it stays in memory. */
export async function signOut(): Promise<void> {
  await write('POST', '/api/portal/sign-out')
  location.assign(`${pagePaths.signIn()}?signed_out=1`)
}
