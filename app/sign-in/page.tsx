import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Mark } from '#components/layout/mark.tsx'
import { signedInToPage } from '#lib/server/auth/page-person.ts'
import { providerAnswers } from '#lib/server/auth/provider-health.ts'
import { safeReturnTo } from '#lib/server/auth/return-to.ts'
import { isSignInProblem, signInProblems } from '#lib/server/auth/sign-in-problems.ts'
import { getRuntime } from '#lib/server/runtime.ts'

export const metadata: Metadata = { title: 'Sign in' }

type Query = Record<string, string | string[] | undefined>

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const { env } = await getRuntime()
  const returnTo = safeReturnTo(query['return_to'], env.portalUrl) ?? '/'
  const signedIn = await signedInToPage()
  const again = signedIn !== null && query['step_up'] === '1'
  if (signedIn !== null && !again) redirect(returnTo)
  const code = isSignInProblem(query['problem']) ? query['problem'] : null
  const problem = code ?? ((await providerAnswers(env)) ? null : 'provider_unreachable')
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-sunken px-4 py-8">
      <div className="w-full max-w-sm rounded border border-line bg-raised p-6">
        <Mark size={32} />
        <h1 className="mt-4 text-large font-strong">{again ? 'Confirm who you are' : 'Sign in to Steward'}</h1>
        <p className="mt-1 text-soft">
          {again
            ? `What you were about to do asks for a fresh sign-in of ${signedIn.person.email || signedIn.person.name}.`
            : 'The control room of your Claude organization.'}
        </p>
        {query['signed_out'] === '1' && problem === null && (
          <output className="mt-4 block rounded border border-line bg-sunken px-3 py-2">
            You are signed out. Every copy of this session has ended.
          </output>
        )}
        {problem !== null && <ProblemNotice problem={problem} requestId={requestIdOf(query['request_id'])} />}
        <form method="post" action="/api/auth/signin/sso" className="mt-6">
          <input type="hidden" name="return_to" value={returnTo} />
          {again && <input type="hidden" name="step_up" value="1" />}
          <button
            type="submit"
            className="h-8 w-full rounded border border-transparent bg-accent px-3 font-strong text-accent-ink hover:opacity-90"
          >
            {again ? 'Sign in again with SSO' : 'Sign in with SSO'}
          </button>
        </form>
        {again && (
          <p className="mt-4 text-center">
            <a href={returnTo} className="text-accent underline">
              Go back without it
            </a>
          </p>
        )}
      </div>
    </main>
  )
}

function ProblemNotice({ problem, requestId }: { problem: keyof typeof signInProblems; requestId: string | null }) {
  const { title, text } = signInProblems[problem]
  return (
    <div role="alert" className="mt-4 rounded border border-danger bg-danger-wash px-3 py-2">
      <p className="font-strong text-danger">{title}</p>
      <p className="mt-1">{text}</p>
      {requestId !== null && <p className="mt-1 font-mono text-small text-soft">Request id {requestId}</p>}
    </div>
  )
}

/** Only what the portal itself may have put there: the page must not repeat a stranger's text. */
function requestIdOf(value: unknown): string | null {
  return typeof value === 'string' && /^req_[a-zA-Z0-9]{8,40}$/.test(value) ? value : null
}
