'use client'
import { useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { keyCan } from '#lib/rules/key-can.ts'
import { inviteCan, memberCan } from '#lib/rules/member-can.ts'
import { choiceOf, choicesFor } from '#lib/rules/offboarding.ts'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import type {
  HeldInvite,
  HeldKey,
  HeldMembership,
  Holdings,
  KeyChoice,
  OffboardingChoices,
  OffboardingView,
  StewardHoldings,
} from '#lib/schemas/offboarding.ts'

type Held = Pick<OffboardingView, 'holdings' | 'removal_refusal'>
export type Choices = ReturnType<typeof useChoices>

/** What was chosen on the page, within what this person and the policy file allow. Whatever is refused is left alone. */
export function useChoices({ holdings, removal_refusal }: Held) {
  const refusals = useRefusals(holdings, removal_refusal)
  const [keys, setKeys] = useState<Readonly<Record<string, KeyChoice>>>({})
  const [keptInvites, setKeptInvites] = useState<readonly string[]>([])
  const [endedMemberships, setEnded] = useState<readonly string[]>([])
  const [remove, setRemove] = useState(true)
  const [keptOfSteward, setKeptOfSteward] = useState<readonly string[]>([])

  const removes = remove && refusals.remove === null
  const wanted: OffboardingChoices = { keys, keptInvites, endedMemberships, remove: removes }
  const allowed = (key: HeldKey): KeyChoice => {
    const choice = choiceOf(key, wanted)
    return choice === 'keep' || refusals.key(key, choice) === null ? choice : 'keep'
  }
  const choices: OffboardingChoices = {
    keys: Object.fromEntries(holdings.keys.map((key) => [key.id, allowed(key)])),
    keptInvites: holdings.invites
      .filter((invite) => keptInvites.includes(invite.id) || refusals.invite(invite) !== null)
      .map(({ id }) => id),
    endedMemberships,
    remove: removes,
  }
  return {
    choices,
    refusals,
    options: (key: HeldKey) => choicesFor(key).filter((choice) => refusals.key(key, choice) === null),
    chooseKey: (id: string, choice: KeyChoice) => setKeys((known) => ({ ...known, [id]: choice })),
    toggleInvite: (id: string) => setKeptInvites(toggled(id)),
    toggleMembership: (id: string) => setEnded(toggled(id)),
    setRemove,
    ends: (id: string) => !keptOfSteward.includes(id),
    toggleSteward: (id: string) => setKeptOfSteward(toggled(id)),
  }
}

function toggled(id: string): (list: readonly string[]) => readonly string[] {
  return (list) => (list.includes(id) ? list.filter((other) => other !== id) : [...list, id])
}

/** Why each of these may not be done: our rules first, then the policy file; null where it may. */
function useRefusals({ member }: Holdings, removalRefusal: string | null) {
  const person = usePerson()
  const policy = usePolicy()
  return {
    remove:
      policy.refusal(memberCan.remove(person, member), { action: 'member.remove', held_org_role: member.role }) ??
      removalRefusal,
    key: (key: HeldKey, choice: KeyChoice): string | null => {
      if (choice === 'keep') return null
      const verdict = choice === 'archive' ? keyCan.archive(person, key) : keyCan.changeStatus(person, key)
      return policy.refusal(verdict, { action: `key.${choice}`, protected: key.protected })
    },
    invite: (invite: HeldInvite): string | null =>
      policy.refusal(inviteCan.revoke(person, invite), { action: 'invite.revoke', held_org_role: invite.role }),
    membership: ({ workspace, workspace_role }: HeldMembership): string | null =>
      policy.refusal(
        workspaceMemberCan.remove(
          person,
          { ...workspace, archived_at: null, is_default: false },
          member,
          workspace_role,
        ),
        { action: 'workspace_member.remove', held_workspace_role: workspace_role },
      ),
  }
}

/** The names under which the page keeps what is to end in Steward. */
export const stewardItems = {
  sessions: ({ person }: StewardHoldings) => `sessions of ${person.id}`,
  token: (id: string) => `token ${id}`,
  grant: (id: string) => `grant ${id}`,
  job: (id: string) => `job ${id}`,
} as const
