import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Finding, Severity } from '#lib/schemas/attention.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { readReports } from '#lib/server/usage/days-store.ts'
import type { Finder } from './finder.ts'

type Trouble = { id: string; severity: Severity; title: string; detail: string }

/** What keeps Steward itself from doing its work, for those who can mend it. */
export const findPortalTrouble: Finder = async ({ person, runtime }) => {
  if (extentOf(person, 'settings.write') === 'none') return []
  const troubles = [
    ...(await auditTrouble(runtime)),
    ...(await noticeTrouble(runtime)),
    ...(await usageTrouble(runtime)),
  ]
  const href = pagePaths.settings()
  return troubles.map((trouble): Finding => ({
    ...trouble,
    kind: 'portal_health',
    href,
    act: { kind: 'open', label: 'See the settings', href },
    first: [],
  }))
}

async function auditTrouble({ anchor, siem }: Runtime): Promise<Trouble[]> {
  const [{ problem, trouble }, sinks] = await Promise.all([anchor.state(), siem.state()])
  return [
    ...(problem === null
      ? []
      : [{ id: 'audit', severity: 'danger' as const, title: 'The audit log is in doubt', detail: problem }]),
    ...(trouble === null
      ? []
      : [{ id: 'checkpoints', severity: 'caution' as const, title: 'Checkpoints are held up', detail: trouble }]),
    ...sinks.flatMap(({ name, to, error, lag }) =>
      error === null
        ? []
        : [
            {
              id: `siem_${name}`,
              severity: 'caution' as const,
              title: `${lag.toLocaleString('en')} audit event${lag === 1 ? '' : 's'} wait for ${to}`,
              detail: error,
            },
          ],
    ),
  ]
}

async function noticeTrouble({ notices }: Runtime): Promise<Trouble[]> {
  return (await notices.state()).flatMap(({ channel, trouble }) =>
    trouble === null
      ? []
      : [
          {
            id: `notices_${channel}`,
            severity: 'caution' as const,
            title: `Notices by ${channel === 'webhook' ? 'webhook' : 'e-mail'} do not arrive`,
            detail: trouble,
          },
        ],
  )
}

const reportNames: Readonly<Record<string, string>> = {
  messages: 'Usage',
  hours: 'Usage by the hour',
  cost: 'Cost',
  claude_code: 'Claude Code usage',
}

async function usageTrouble({ env, database }: Runtime): Promise<Trouble[]> {
  if (!env.usageReports) return []
  const reports = await readReports(database)
  return [...reports].flatMap(([report, { problem }]) =>
    problem === null
      ? []
      : [
          {
            id: `usage_${report}`,
            severity: 'info' as const,
            title: `${reportNames[report] ?? report} cannot be read with this admin key`,
            detail: problem,
          },
        ],
  )
}
