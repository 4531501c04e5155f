import { z } from 'zod'
import { idPatterns } from './id-patterns.ts'
import type { IdKind } from './id-patterns.ts'

function idSchema(kind: IdKind) {
  return z.string().regex(idPatterns[kind], { error: `is not a valid ${kind} id` })
}

export const userId = idSchema('user')
export const inviteId = idSchema('invite')
export const workspaceId = idSchema('workspace')
export const apiKeyId = idSchema('api_key')
export const tokenId = idSchema('token')
export const grantId = idSchema('grant')
export const jobId = idSchema('job')
export const personId = idSchema('person')
export const sessionId = idSchema('session')
