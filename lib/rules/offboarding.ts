import type { Change } from '#lib/schemas/jobs.ts'
import type { HeldKey, Holdings, KeyChoice, KeyFate, OffboardingChoices } from '#lib/schemas/offboarding.ts'
import type { KeyRow } from '#lib/schemas/views.ts'

type KeyFacts = Pick<KeyRow, 'status' | 'kind' | 'acts_as'> & { made_by_them: boolean; in_claude_code: boolean }

/** Contract 9: whoever is removed takes their personal keys along; every other key goes on, whoever made it. */
export function fateOf(key: KeyFacts, userId: string): KeyFate {
  if (key.status === 'archived' || key.status === 'expired') return 'over'
  if (diesWith(key, userId)) return 'ends'
  return key.in_claude_code && key.made_by_them && key.kind === 'workspace' ? 'should_end' : 'lives'
}

function diesWith(key: Pick<KeyFacts, 'kind' | 'acts_as'>, userId: string): boolean {
  return key.kind === 'personal' && key.acts_as?.id === userId
}

/** The status that upstream shows after the removal alone. */
export function statusAfterRemoval(key: Pick<KeyFacts, 'status' | 'kind' | 'acts_as'>, userId: string): string {
  return diesWith(key, userId) ? 'archived' : key.status
}

/** What may be done to a key at all, whoever asks (contract 8.6). */
export function choicesFor(key: Pick<HeldKey, 'status'>): KeyChoice[] {
  if (key.status === 'archived') return ['keep']
  return key.status === 'active' ? ['disable', 'archive', 'keep'] : ['archive', 'keep']
}

/** Whatever would go on working is disabled, which can be taken back; what ends by itself or is off already is left. */
export function defaultChoice(key: Pick<HeldKey, 'status' | 'fate' | 'protected'>, remove: boolean): KeyChoice {
  if (key.status !== 'active' || key.protected !== null) return 'keep'
  return key.fate === 'ends' && remove ? 'keep' : 'disable'
}

export function choiceOf(key: HeldKey, choices: OffboardingChoices): KeyChoice {
  const chosen = choices.keys[key.id]
  return chosen !== undefined && choicesFor(key).includes(chosen) ? chosen : defaultChoice(key, choices.remove)
}

/**
 * The changes in the order that is safe: keys stop first, then invites, then memberships (they vanish with the person,
 * so only where there is no removal), and the removal last, once all keys before it were done (rows-before.ts).
 */
export function offboardingChanges(holdings: Holdings, choices: OffboardingChoices): Change[] {
  const { member, keys, invites, memberships } = holdings
  const keyChanges = keys.flatMap((key): Change[] => {
    const choice = choiceOf(key, choices)
    if (choice === 'keep') return []
    const status = choice === 'disable' ? 'inactive' : 'archived'
    return [{ action: `key.${choice}`, input: { api_key_id: key.id, status } }]
  })
  const inviteChanges = invites
    .filter(({ id }) => !choices.keptInvites.includes(id))
    .map(({ id }): Change => ({ action: 'invite.revoke', input: { invite_id: id } }))
  const membershipChanges = memberships
    .filter(({ workspace }) => !choices.remove && choices.endedMemberships.includes(workspace.id))
    .map(({ workspace }): Change => ({
      action: 'workspace_member.remove',
      input: { workspace_id: workspace.id, user_id: member.id },
    }))
  const before = [...keyChanges, ...inviteChanges, ...membershipChanges]
  if (!choices.remove) return before
  const after = keyChanges.length === 0 ? {} : { after: keyChanges.length }
  return [...before, { action: 'member.remove', input: { user_id: member.id }, ...after }]
}

export type Outlook = {
  /** Active now, and after it. */
  liveKeys: number
  liveKeysAfter: number
  /** Of the live keys that will stop: how many were used, by what was measured; null when nothing was. */
  usedKeys24h: number | null
  tokens24h: number | null
  tokens7d: number | null
  disabled: number
  archived: number
  endWithThem: number
  /** Active ones that go on working without an owner in the organization. */
  orphaned: HeldKey[]
  invites: number
  workspaces: number
  /** Nothing of these can be taken back. */
  irreversible: string[]
}

/** What will happen, in numbers, if all of it is done. */
export function outlookOf(holdings: Holdings, choices: OffboardingChoices): Outlook {
  const { keys, invites, memberships } = holdings
  const live = keys.filter(({ status }) => status === 'active')
  const chosen = (choice: KeyChoice) => keys.filter((key) => choiceOf(key, choices) === choice)
  const orphaned = live.filter(
    (key) =>
      choiceOf(key, choices) === 'keep' && !(choices.remove && (key.fate === 'ends' || key.fate === 'should_end')),
  )
  const [archived, endWithThem] = [chosen('archive'), keys.filter((key) => choices.remove && key.fate === 'ends')]
  const stopping = live.filter((key) => !orphaned.includes(key))
  return {
    liveKeys: live.length,
    liveKeysAfter: orphaned.length,
    usedKeys24h: sumOf(stopping, ({ recent_use }) =>
      recent_use === null || recent_use.tokens_24h === null ? null : Number(recent_use.tokens_24h > 0),
    ),
    tokens24h: sumOf(stopping, ({ recent_use }) => recent_use?.tokens_24h ?? null),
    tokens7d: sumOf(stopping, ({ recent_use }) => recent_use?.tokens_7d ?? null),
    disabled: chosen('disable').length,
    archived: archived.length,
    endWithThem: endWithThem.filter((key) => choiceOf(key, choices) !== 'archive').length,
    orphaned,
    invites: invites.filter(({ id }) => !choices.keptInvites.includes(id)).length,
    workspaces: choices.remove ? memberships.length : choices.endedMemberships.length,
    irreversible: irreversibleOf(archived, endWithThem, holdings, choices),
  }
}

/** null as soon as one part was not measured: half a sum would look like the whole. */
function sumOf(keys: readonly HeldKey[], figure: (key: HeldKey) => number | null): number | null {
  return keys.reduce<number | null>((sum, key) => {
    const value = figure(key)
    return sum === null || value === null ? null : sum + value
  }, 0)
}

function irreversibleOf(
  archived: readonly HeldKey[],
  endWithThem: readonly HeldKey[],
  { member, invites }: Holdings,
  choices: OffboardingChoices,
): string[] {
  const ending = endWithThem.filter((key) => !archived.includes(key))
  const revoked = invites.filter(({ id }) => !choices.keptInvites.includes(id))
  return [
    ...(archived.length > 0 ? [`Archived for good: ${namesOf(archived)}.`] : []),
    ...(ending.length > 0
      ? [`Archived with the removal, and not brought back by a new invite: ${namesOf(ending)}.`]
      : []),
    ...(revoked.length > 0 ? [`A revoked invite can only be sent anew; its link is dead.`] : []),
    ...(choices.remove
      ? [`To come back ${member.email} needs a new invite, and roles and workspaces given again.`]
      : []),
  ]
}

function namesOf(keys: readonly HeldKey[]): string {
  const named = keys.slice(0, 5).map((key) => key.name)
  return keys.length > 5 ? `${named.join(', ')} and ${keys.length - 5} more` : named.join(', ')
}

/** What the job is called. */
export function offboardingTitle(email: string): string {
  return `Offboard ${email}`
}
