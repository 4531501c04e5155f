import 'server-only'
import type { Finding } from '#lib/schemas/attention.ts'
import { findExpiringKeys } from './expiring-keys.ts'
import { inOrder } from './finder.ts'
import type { Finder, Looked } from './finder.ts'
import { findPortalTrouble } from './health.ts'
import { findExpiringInvites } from './invites.ts'
import { findLeavers } from './leavers.ts'
import { findUnknownOutcomes } from './outcomes.ts'
import { findOutsideChanges } from './outside.ts'
import { findPolicyBreaches } from './policy.ts'
import { findWaitingProposals } from './proposals.ts'

/** One file each. Whoever finds another kind of thing adds a finder here and its kind to `findingKinds`. */
const finders: readonly Finder[] = [
  findLeavers,
  findUnknownOutcomes,
  findOutsideChanges,
  findWaitingProposals,
  findExpiringKeys,
  findExpiringInvites,
  findPolicyBreaches,
  findPortalTrouble,
]

/** All that needs this person's attention, most severe first. */
export async function findAttention(looked: Looked): Promise<Finding[]> {
  const found = await Promise.all(finders.map(async (find) => find(looked)))
  return inOrder(found.flat())
}
