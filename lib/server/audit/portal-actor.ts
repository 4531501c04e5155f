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

/** Whoever changed something upstream without Steward: upstream does not say who. */
export const outsideActor: Actor = {
  person: { id: 'outside', name: 'outside Steward', email: '', role: null, workspaces: [], via: 'upstream' },
  issuer: 'upstream',
  subject: 'outside',
  address: null,
  credential: null,
}

/** The Claude organization itself, doing what follows from another change. */
export const organizationActor: Actor = {
  person: { id: 'organization', name: 'Claude organization', email: '', role: null, workspaces: [], via: 'upstream' },
  issuer: 'upstream',
  subject: 'organization',
  address: null,
  credential: null,
}
