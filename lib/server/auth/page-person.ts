import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { Person } from '#lib/schemas/person.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { credentialOf } from './credential.ts'
import { personFromRequest } from './person.ts'
import type { SignedIn } from './person.ts'
import { signInPath } from './return-to.ts'

/** Who asks for this page, or null. Asked once a request, however many components want to know. */
export const signedInToPage = cache(async (): Promise<SignedIn | null> => {
  const runtime = await getRuntime()
  const sent = await headers()
  const kept = new Headers()
  const cookie = sent.get('cookie')
  if (cookie !== null) kept.set('cookie', cookie)
  // The router fetches pages ahead by itself; that is nobody's doing.
  if (sent.has('next-router-prefetch')) kept.set('x-portal-background', '1')
  return personFromRequest(runtime, new Request(runtime.env.portalUrl, { headers: kept }))
})

/** The public id of the session that asks for this page. */
export async function publicIdOfPage(): Promise<string | null> {
  const signedIn = await signedInToPage()
  return signedIn === null ? null : credentialOf((await getRuntime()).env, signedIn)
}

/** Who a page is for. Whoever is not signed in goes to the sign-in page and comes back to this one. */
export async function requireSignedIn(): Promise<SignedIn> {
  const signedIn = await signedInToPage()
  if (signedIn === null) redirect(signInPath((await headers()).get('x-steward-path')))
  return signedIn
}

export async function requirePerson(): Promise<Person> {
  return (await requireSignedIn()).person
}
