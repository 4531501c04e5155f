import { pagePaths } from '#lib/paths.ts'

/** Where to sign in so that the person comes back to the page they were on. */
export function signInAddress(returnTo: string): string {
  return `${pagePaths.signIn()}?${new URLSearchParams({ return_to: returnTo }).toString()}`
}

let leaving = false

/** The session has ended: many requests may notice at once, one of them leaves. */
export function leaveForSignIn(): void {
  if (leaving || typeof location === 'undefined') return
  leaving = true
  location.assign(signInAddress(location.pathname + location.search))
}
