import { roleName } from '#lib/schemas/roles.ts'
import type { OffboardingReport, ReportRemainder } from '#lib/schemas/offboarding.ts'
import { consoleAddress } from './offboarding-words.ts'

/** What they held beside keys when the job was started. */
export function HeldThen({ report: { held, member } }: { report: OffboardingReport }) {
  if (held === null || member === null) return null
  return (
    <section aria-label="What they held">
      <h2 className="mb-2 font-strong">What they held when it began</h2>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        <li>{roleName(member.role)} in the organization</li>
        {held.every_workspace === null ? null : <li>{roleName(held.every_workspace)} in every workspace, inherited</li>}
        {held.memberships.map(({ workspace, workspace_role }) => (
          <li key={workspace.id} className="break-words">
            {roleName(workspace_role)} in {workspace.name}
          </li>
        ))}
        {held.invites.map(({ id, email, role }) => (
          <li key={id} className="break-words">
            An open invite of {email} as {roleName(role)}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What Steward cannot do or was told not to; the Console is named where it is the place. */
export function Remains({ remains }: { remains: readonly ReportRemainder[] }) {
  return (
    <section aria-label="What remains">
      <h2 className="mb-2 font-strong">What remains</h2>
      <ul className="flex list-disc flex-col gap-2 pl-5">
        {remains.map(({ title, detail, keys, console }) => (
          <li key={title} className="break-inside-avoid">
            <span className="font-strong">{title}.</span> {detail}
            {keys.length === 0 ? null : <span className="block break-words text-soft">{keys.join(', ')}</span>}
            {console ? (
              <a
                href={consoleAddress}
                target="_blank"
                rel="noreferrer"
                className="block text-accent underline underline-offset-2"
              >
                The Claude Console ↗
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
