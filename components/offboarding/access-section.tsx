import Link from 'next/link'
import { Notice } from '#components/ui/notice.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Day } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import { lockedOrgRoles, roleName } from '#lib/schemas/roles.ts'
import type { Holdings } from '#lib/schemas/offboarding.ts'
import { CheckLine } from './check-line.tsx'
import { consoleAddress } from './offboarding-words.ts'
import type { Choices } from './use-choices.ts'

/** The organization role and every workspace; both go with the removal, which is the last step. */
export function AccessSection({ holdings, choices }: { holdings: Holdings; choices: Choices }) {
  const { member, memberships, every_workspace } = holdings
  const { remove } = choices.choices
  return (
    <Panel title="Organization and workspaces">
      {lockedOrgRoles.includes(member.role) ? <ConsoleStep holdings={holdings} /> : null}
      <CheckLine
        label={`Remove ${member.email} from the organization`}
        checked={remove}
        refusal={choices.refusals.remove}
        note={`${roleName(member.role)} in the organization. Done last, after the keys; access ends at once.`}
        onToggle={() => choices.setRemove(!remove)}
      />
      {every_workspace === null ? null : (
        <p className="border-t border-line px-4 py-2.5">
          {roleName(every_workspace)} in every workspace
          <span className="block text-soft">Comes from the organization role and goes with it.</span>
        </p>
      )}
      {memberships.length === 0 && every_workspace === null ? (
        <p className="border-t border-line px-4 py-2.5 text-soft">No workspace of their own.</p>
      ) : null}
      <ul aria-label="Workspaces">
        {memberships.map((held) => (
          <li key={held.workspace.id} className="border-t border-line">
            {remove ? (
              <p className="px-4 py-2.5">
                <Link
                  href={pagePaths.workspace(held.workspace.id)}
                  prefetch={false}
                  className="font-strong hover:underline"
                >
                  {held.workspace.name}
                </Link>
                <span className="block text-soft">
                  {roleName(held.workspace_role)}, given in this workspace. Ends with the removal.
                </span>
              </p>
            ) : (
              <CheckLine
                label={`Remove from ${held.workspace.name}`}
                checked={choices.choices.endedMemberships.includes(held.workspace.id)}
                refusal={choices.refusals.membership(held)}
                note={`${roleName(held.workspace_role)}, given in this workspace.`}
                onToggle={() => choices.toggleMembership(held.workspace.id)}
              />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What the Admin API cannot do (contract 8.2), with the way to it. */
function ConsoleStep({ holdings: { member } }: { holdings: Holdings }) {
  return (
    <Notice tone="caution">
      <p>
        <span className="font-strong">The Claude Console must remove {member.email}.</span> The {roleName(member.role)}{' '}
        role can only be taken away there, under Settings, Members. Do the rest here first: their keys are what keeps
        working.
      </p>
      <a href={consoleAddress} target="_blank" rel="noreferrer" className="underline underline-offset-2">
        Open the Claude Console ↗
      </a>
    </Notice>
  )
}

export function InvitesSection({ holdings, choices }: { holdings: Holdings; choices: Choices }) {
  const { invites } = holdings
  return (
    <Panel title="Open invites" count={invites.length}>
      {invites.length === 0 ? (
        <p className="px-4 py-3 text-soft">No open invite to this address, with or without a plus tag.</p>
      ) : null}
      <ul aria-label="Open invites">
        {invites.map((invite) => (
          <li key={invite.id} className="border-t border-line first:border-t-0">
            <CheckLine
              label={`Revoke the invite of ${invite.email}`}
              checked={!choices.choices.keptInvites.includes(invite.id)}
              refusal={choices.refusals.invite(invite)}
              note={
                <>
                  As {roleName(invite.role)}, open until <Day at={invite.expires_at} />.
                </>
              }
              onToggle={() => choices.toggleInvite(invite.id)}
            />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
