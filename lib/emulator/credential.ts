import type { Call } from './context.ts'
import { Refusal } from './refusal.ts'

/** The secret of a request, from either dialect: `x-api-key` or a bearer token (contract 2.1). */
export function readCredential(call: Call): string {
  const apiKey = call.header('x-api-key')
  const authorization = call.header('authorization')
  const bearer = authorization === null ? undefined : /^Bearer +(\S+)$/i.exec(authorization)?.[1]
  if (authorization !== null && bearer === undefined) {
    throw new Refusal(401, 'authorization: the header must read Bearer and the credential.')
  }
  if (apiKey !== null && bearer !== undefined && apiKey !== bearer) {
    throw new Refusal(401, 'x-api-key and authorization carry different credentials.')
  }
  const secret = apiKey ?? bearer
  if (secret === undefined || secret === '') throw new Refusal(401, 'x-api-key header is required')
  return secret
}
