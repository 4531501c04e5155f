import 'server-only'
import type { Env } from '#lib/server/env.ts'

const keepMs = 15_000

declare global {
  var stewardProviderHealth: { issuer: string; askedMs: number; answers: Promise<boolean> } | undefined
}

/** Whether the identity provider answers at all; asked at most every 15 seconds, never waited for longer than two. */
export function providerAnswers(env: Pick<Env, 'oidc'>, nowMs: number = Date.now()): Promise<boolean> {
  const known = globalThis.stewardProviderHealth
  const { issuer } = env.oidc
  if (known?.issuer === issuer && nowMs - known.askedMs < keepMs) return known.answers
  const answers = ask(issuer)
  globalThis.stewardProviderHealth = { issuer, askedMs: nowMs, answers }
  return answers
}

async function ask(issuer: string): Promise<boolean> {
  try {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(2000),
    })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
