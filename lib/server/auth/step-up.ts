import 'server-only'
import { decode, encode } from 'next-auth/jwt'
import { z } from 'zod'
import type { Env } from '#lib/server/env.ts'
import type { PersonRecord } from '#lib/server/store/schema.ts'
import { cookieAttributes, cookieName, cookiesOf } from './cookies.ts'
import type { Claims } from './people.ts'
import type { SignInProblem } from './sign-in-problems.ts'

/** A fresh sign-in that a signed-in person has begun: whose it must be, and since when it counts. */
export type StepUp = { person_id: string; at_ms: number }

const name = 'portal-step-up'
const livesSeconds = 900
/** How far the provider's clock may be from ours. */
export const clockSkewMs = 60_000

/** What makes the provider ask who is there although it knows. It must then say when it asked (OpenID Connect 3.1.2.1). */
export const askAgain = { prompt: 'login', max_age: '0' } as const

export const stepUpCookieName = (env: Pick<Env, 'portalUrl'>): string => cookieName(env, name)

/** A `Set-Cookie` header that keeps a step-up until the provider answers. */
export async function stepUpCookie(env: Pick<Env, 'portalUrl' | 'sessionSecret'>, stepUp: StepUp): Promise<string> {
  const secret = env.sessionSecret.reveal()
  const sealed = await encode({ token: { ...stepUp }, secret, salt: name, maxAge: livesSeconds })
  const secure = cookieAttributes(env).secure ? '; Secure' : ''
  return `${stepUpCookieName(env)}=${sealed}; Path=/; Max-Age=${livesSeconds}; HttpOnly; SameSite=Lax${secure}`
}

const sealedStepUp = z.object({ person_id: z.string(), at_ms: z.number() })

/** The step-up that a request's browser is in; null when it is in none, or the cookie is not ours. */
export async function stepUpOf(
  env: Pick<Env, 'portalUrl' | 'sessionSecret'>,
  request: Request,
): Promise<StepUp | null> {
  const cookie = cookiesOf(request).get(stepUpCookieName(env))
  if (cookie === undefined || cookie.length > 4096) return null
  try {
    const claims = await decode({ token: cookie, secret: env.sessionSecret.reveal(), salt: name })
    return sealedStepUp.safeParse(claims).data ?? null
  } catch {
    return null
  }
}

/** What is wrong with an answer to a step-up; null when the same person has just proved who they are. */
export function stepUpProblem(
  stepUp: StepUp,
  claims: Claims,
  known: Pick<PersonRecord, 'id'> | undefined,
): SignInProblem | null {
  if (known?.id !== stepUp.person_id) return 'step_up_other_person'
  return claims.auth_ms === null || claims.auth_ms < stepUp.at_ms - clockSkewMs ? 'step_up_not_fresh' : null
}
