import 'server-only'

/** What the sign-in page can say went wrong. The code travels in its address; the words stay here. */
export const signInProblems = {
  provider_unreachable: {
    title: 'The sign-in service does not answer',
    text: 'Steward cannot reach your identity provider at the moment. Try again in a minute; if it stays like this, tell whoever runs Steward.',
  },
  failed: {
    title: 'Sign-in did not complete',
    text: 'The answer from your identity provider could not be accepted. This happens when a sign-in takes longer than 15 minutes or is started in two tabs. Start again.',
  },
  cancelled: {
    title: 'Sign-in was cancelled',
    text: 'Your identity provider says that the sign-in was stopped or not allowed. You can start again.',
  },
  refused: {
    title: 'This account cannot be used',
    text: 'Your identity provider did not say enough about this account, or is not the one this portal trusts. Tell whoever runs Steward.',
  },
  clock: {
    title: 'The clocks do not agree',
    text: 'Your identity provider says that you signed in at a time that has not come yet, so its answer was not used. Tell whoever runs Steward to check the clocks of both.',
  },
  step_up_other_person: {
    title: 'That was somebody else',
    text: 'You were asked to confirm who you are, and another account answered. Nothing was changed; you are still signed in as before.',
  },
  step_up_not_fresh: {
    title: 'Your identity provider did not ask you again',
    text: 'It answered with an earlier sign-in, or did not say when you signed in. Nothing was changed. If it stays like this, tell whoever runs Steward: the provider has to honour prompt=login and send auth_time.',
  },
  cross_site: {
    title: 'Sign-in has to start here',
    text: 'The sign-in was asked for by another website, so it was not started. Use the button below.',
  },
} as const

export type SignInProblem = keyof typeof signInProblems

export function isSignInProblem(value: unknown): value is SignInProblem {
  return typeof value === 'string' && Object.hasOwn(signInProblems, value)
}
