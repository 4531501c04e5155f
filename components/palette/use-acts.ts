'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useInviteRefusal } from '#components/invites/use-invite-refusal.ts'
import { keyLabel, switching } from '#components/keys/key-words.ts'
import { useKeyStatus } from '#components/keys/use-key-status.ts'
import { useAppearance } from '#components/layout/appearance-context.tsx'
import type { Theme } from '#components/layout/appearance.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { leavePortal } from '#components/layout/sign-out-button.tsx'
import { refusalOf } from '#components/ui/refusal.ts'
import { tellRefused } from '#components/ui/tell.ts'
import { showToast } from '#components/ui/toast-store.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { syncNow } from '#lib/client/sync.ts'
import { pagePaths } from '#lib/paths.ts'
import { keyCan } from '#lib/rules/key-can.ts'
import { memberCan } from '#lib/rules/member-can.ts'
import { workspaceCan } from '#lib/rules/workspace-can.ts'
import type { KeyRow, MemberRow } from '#lib/schemas/views.ts'
import { plainEntry } from './entries.ts'
import type { Entry } from './entries.ts'

type Act = { key: string; label: string; also?: readonly string[]; refusal?: string | null; go: Entry['go'] }

function act({ key, label, also = [], refusal = null, go }: Act): Entry {
  return { ...plainEntry({ key, group: 'Actions', label, detail: refusal ?? '', go }, also), refusal }
}

const themes: Record<Theme, string> = {
  light: 'Switch to the light theme',
  dark: 'Switch to the dark theme',
  system: 'Switch to the system’s theme',
}

/** What can be done from everywhere, and with an object that was found. What may not be done says why. */
export function useActs(): { actions: readonly Entry[]; actsOn: (entry: Entry) => Entry[] } {
  const person = usePerson()
  const policy = usePolicy()
  const setStatus = useKeyStatus()
  const common = useCommonActs()
  return useMemo(() => {
    const onKey = (row: KeyRow): Entry => {
      const off = row.status === 'inactive'
      return act({
        key: `status ${row.id}`,
        label: `${off ? 'Enable' : 'Disable'} key ${keyLabel(row)}`,
        refusal: policy.refusal(keyCan.changeStatus(person, row), {
          action: switching(row),
          protected: row.protected,
        }),
        go: () => void setStatus(row, off ? 'active' : 'inactive'),
      })
    }
    const onMember = (member: MemberRow): Entry =>
      act({
        key: `offboard ${member.id}`,
        label: `Offboard ${member.name || member.email}…`,
        also: ['remove from organization'],
        refusal: refusalOf(memberCan.offboard(person, member)),
        go: pagePaths.offboard(member.id),
      })
    return {
      actions: common,
      actsOn: ({ apiKey, member }) => [...(apiKey ? [onKey(apiKey)] : []), ...(member ? [onMember(member)] : [])],
    }
  }, [person, policy, setStatus, common])
}

function useCommonActs(): readonly Entry[] {
  const person = usePerson()
  const policy = usePolicy()
  const client = useQueryClient()
  const invites = useInviteRefusal()
  const { appearance, change } = useAppearance()
  const { theme } = appearance
  return useMemo(
    () => [
      act({
        key: 'invite',
        label: 'Invite people…',
        also: ['add member'],
        refusal: invites.create(),
        go: { what: 'invite' },
      }),
      act({
        key: 'workspace',
        label: 'Create workspace…',
        also: ['new workspace', 'add workspace'],
        refusal: policy.refusal(workspaceCan.create(person), { action: 'workspace.create' }),
        go: { what: 'workspace' },
      }),
      act({
        key: 'sync',
        label: 'Sync now',
        also: ['refresh', 'read anew'],
        go: () => void sync(client),
      }),
      ...(['light', 'dark', 'system'] as const)
        .filter((other) => other !== theme)
        .map((other) =>
          act({
            key: `theme ${other}`,
            label: themes[other],
            also: ['appearance', 'switch theme'],
            go: () => change({ theme: other }),
          }),
        ),
      act({ key: 'sign out', label: 'Sign out', also: ['log out'], go: () => void leavePortal() }),
    ],
    [person, policy, client, invites, theme, change],
  )
}

async function sync(client: ReturnType<typeof useQueryClient>): Promise<void> {
  try {
    await startMutation(client, syncNow(client), undefined)
    showToast({ text: 'Synced just now.' })
  } catch (error) {
    tellRefused('Could not sync.', error)
  }
}
