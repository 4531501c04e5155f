import 'server-only'
import NextAuth from 'next-auth/next'
import type { AuthOptions } from 'next-auth'
import { csrfCookie } from './options.ts'

/** One step of the sign-in, as next-auth's handler for Node requests takes it: nothing reaches it but this. */
export type Step = {
  action: 'signin' | 'callback'
  provider: string
  query: Record<string, string>
  body: Record<string, string>
  cookies: Record<string, string>
}
export type StepResult = { location: string | null; cookies: string[] }

type Reply = {
  status: (code: number) => Reply
  getHeader: (name: string) => string[] | undefined
  setHeader: (name: string, value: string | string[]) => Reply
  json: (body: unknown) => void
  send: (body: unknown) => void
  end: () => void
}
type Handler = (request: object, reply: Reply) => Promise<void>

export async function exchange(options: AuthOptions, step: Step): Promise<StepResult> {
  const result: StepResult = { location: null, cookies: [] }
  const reply: Reply = {
    status: () => reply,
    getHeader: (name) => (name === 'Set-Cookie' ? [...result.cookies] : undefined),
    setHeader: (name, value) => {
      if (name === 'Set-Cookie') result.cookies = typeof value === 'string' ? [value] : value
      if (name === 'Location' && typeof value === 'string') result.location = value
      return reply
    },
    json: () => undefined,
    send: () => undefined,
    end: () => undefined,
  }
  const handler: Handler = NextAuth(options)
  await handler(
    {
      method: step.action === 'signin' ? 'POST' : 'GET',
      headers: {},
      query: { ...step.query, nextauth: [step.action, step.provider] },
      body: step.body,
      cookies: step.cookies,
    },
    reply,
  )
  // Where a form came from is checked by us; next-auth's token pair for that stays inside.
  return { ...result, cookies: result.cookies.filter((cookie) => !cookie.includes(`${csrfCookie}=`)) }
}
