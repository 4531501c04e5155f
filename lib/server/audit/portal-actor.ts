import 'server-only'
import type { Actor } from './record.ts'

/** The portal itself, where nobody asked: a file that changed, a proposal that expired. */
export const portalActor: Actor = {
  person: { id: 'portal', name: 'Steward', email: '', role: null, workspaces: [], via: 'portal' },
  issuer: 'steward',
  subject: 'portal',
  address: null,
  credential: null,
}
