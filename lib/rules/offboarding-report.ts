import type { JobDetail, JobRow, JobSummary } from '#lib/schemas/jobs.ts'
import type {
  HeldKey,
  Holdings,
  KeyChoice,
  ReportKey,
  ReportRemainder,
  StewardHoldings,
} from '#lib/schemas/offboarding.ts'
import { lockedOrgRoles, roleName } from '#lib/schemas/roles.ts'

/** What is true when the report is made, by the mirror. A status is null when the object is not there. */
export type PresentFacts = {
  key: (
    id: string,
  ) => { name: string; hint: string | null; workspace: string | null; kind: ReportKey['kind']; status: string } | null
  member: (id: string) => boolean
  invitePending: (id: string) => boolean
  membership: (workspaceId: string, userId: string) => boolean
  /** What the mirror has not read, in words. */
  missing: readonly string[]
}

const chosenBy: ReadonlyMap<string, KeyChoice> = new Map([
  ['key.disable', 'disable'],
  ['key.archive', 'archive'],
])

/** Every key they held when the job was started or that the job names, with its status then and now. */
export function reportKeys(held: Holdings | null, rows: readonly JobRow[], now: PresentFacts): ReportKey[] {
  const chosen = new Map(
    rows.flatMap(({ action, target }) => {
      const choice = chosenBy.get(action)
      return choice === undefined || target.id === null ? [] : [[target.id, choice] as const]
    }),
  )
  const known = new Map((held?.keys ?? []).map((key) => [key.id, key]))
  return [...new Set([...known.keys(), ...chosen.keys()])].flatMap((id) => {
    const key = reportKey(id, known.get(id), now)
    return key === null ? [] : [{ ...key, chosen: chosen.get(id) ?? 'keep' }]
  })
}

function reportKey(id: string, before: HeldKey | undefined, now: PresentFacts): Omit<ReportKey, 'chosen'> | null {
  const present = now.key(id)
  if (before === undefined)
    return present === null ? null : { id, ...present, fate: 'lives', before: 'unknown', now: present.status }
  return {
    id,
    name: before.name,
    hint: before.partial_key_hint,
    workspace: before.workspace?.name ?? null,
    kind: before.kind,
    fate: before.fate,
    before: before.status,
    now: present?.status ?? null,
  }
}

/** Whether such a key stops with the person, as far as upstream says. */
function goesAlong(fate: ReportKey['fate']): boolean {
  return fate === 'ends' || fate === 'should_end'
}

/** True for the keys that are to be dead: those chosen, and with the removal those that end with the person. */
function mustStop(key: ReportKey, removes: boolean): boolean {
  return key.chosen !== 'keep' || (removes && key.fate === 'ends')
}

/** Everything that keeps the offboarding from being complete, one sentence each. Empty: it is complete. */
export function whatIsOpen(
  { job, rows }: Pick<JobDetail, 'job' | 'rows'>,
  keys: readonly ReportKey[],
  now: PresentFacts,
): string[] {
  const removal = rows.find(({ action }) => action === 'member.remove')
  const unread = now.missing.length === 0 ? [] : [`Steward has not read everything: ${now.missing.join(', ')}.`]
  const stopping = keys.filter((key) => mustStop(key, removal !== undefined))
  return [
    ...unread,
    ...(isOver(job) ? [] : [`The job is not over: it is ${job.status}.`]),
    ...stopping.filter((key) => key.now === 'active').map((key) => `The key ${named(key)} is still active.`),
    ...stopping.filter((key) => key.now === null).map((key) => `The key ${named(key)} cannot be found.`),
    ...stopping.filter(isShortOfArchive).map((key) => shortOfArchive(key, rows)),
    ...rows.filter((row) => !holdsNow(row, now)).map(openRow),
  ]
}

/** Archiving is for good, disabling is not: a key that was only disabled is not what was chosen. */
function isShortOfArchive({ chosen, now }: ReportKey): boolean {
  return chosen === 'archive' && now !== 'archived' && now !== 'active' && now !== null
}

function shortOfArchive(key: ReportKey, rows: readonly JobRow[]): string {
  const row = rows.find(({ action, target }) => action === 'key.archive' && target.id === key.id)
  const why = row === undefined || row.problem === null ? '' : ` ${row.problem}`
  return `The key ${named(key)} was to be archived and is ${key.now}.${why}`
}

export function isOver({ status }: Pick<JobSummary, 'status'>): boolean {
  return status === 'done' || status === 'cancelled'
}

/** Whether what a row wanted is so, however it came about. Keys are asked by their status. */
function holdsNow({ action, target, workspace }: JobRow, now: PresentFacts): boolean {
  if (target.id === null) return true
  if (action === 'member.remove') return !now.member(target.id)
  if (action === 'invite.revoke') return !now.invitePending(target.id)
  if (action === 'workspace_member.remove') return workspace === null || !now.membership(workspace.id, target.id)
  return true
}

function openRow({ summary, status, problem }: JobRow): string {
  const why =
    problem === null ? (status === 'done' ? ' It was done, but the mirror does not show it yet.' : '') : ` ${problem}`
  return `Not so now: ${summary}.${why}`
}

function named({ name, hint }: ReportKey): string {
  return hint === null ? name : `${name} (${hint})`
}

/**
 * What still works in Steward with the leaver's address, one sentence each. Whoever may not see sessions and tokens of
 * others (`told` false) learns only that there is something.
 */
export function whatIsOpenInSteward(left: readonly StewardHoldings[], told: boolean): string[] {
  const open = left.flatMap(({ person, grants, tokens, sessions, jobs }) => [
    ...grants.map(({ role }) => `In Steward, ${person.email} still has a grant of ${role}.`),
    ...tokens.map(({ name }) => `In Steward, the token ${name} of ${person.email} still works.`),
    ...(sessions === 0 ? [] : [`In Steward, ${person.email} is still signed in.`]),
    ...jobs.map(({ title, status }) => `In Steward, the job “${title}” of ${person.email} is ${status}.`),
  ])
  return told || open.length === 0 ? open : ['Something in Steward itself still works with their address.']
}

type Told = {
  member: Holdings['member'] | null
  rows: readonly JobRow[]
  keys: readonly ReportKey[]
  now: PresentFacts
}

/** What Steward cannot do or was told not to, in the order in which somebody would look at it (contract 8.2, 8.6, 9). */
export function whatRemains({ member, rows, keys, now }: Told): ReportRemainder[] {
  const removes = rows.some(({ action }) => action === 'member.remove')
  const living = keys.filter(
    ({ now: status, fate, chosen }) => status === 'active' && chosen === 'keep' && !(removes && goesAlong(fate)),
  )
  const disabled = keys.filter(({ now: status, chosen }) => status === 'inactive' && chosen === 'disable')
  return [
    ...memberRemains(member, removes, now),
    ...aboutKeys(living, (many) => ({
      title: many ? `${living.length} keys go on working` : 'One key goes on working',
      detail: 'Left as it was chosen. Whoever made a key has seen its secret.',
    })),
    ...aboutKeys(disabled, (many) => ({
      title: many ? `${disabled.length} keys are disabled, not archived` : 'One key is disabled, not archived',
      detail: 'Whoever may can enable it again. Archive it once nothing misses it; that is for good.',
    })),
    ...aboutKeys(
      keys.filter(({ fate }) => fate === 'should_end'),
      () => ({
        title: 'Claude Code keys',
        detail: 'They stop when the person goes, but nothing in the status shows it.',
      }),
    ),
    ...unseen,
  ]
}

function memberRemains(member: Holdings['member'] | null, removes: boolean, now: PresentFacts): ReportRemainder[] {
  if (member === null || removes || !now.member(member.id)) return []
  const locked = lockedOrgRoles.includes(member.role)
  return [
    {
      title: `${member.email} is still a member`,
      detail: locked
        ? `The ${roleName(member.role)} role can only be taken away in the Claude Console, under Settings, Members. Keys that act as them end with that.`
        : 'Their removal was not part of this job.',
      keys: [],
      console: locked,
    },
  ]
}

function aboutKeys(
  keys: readonly ReportKey[],
  words: (many: boolean) => { title: string; detail: string },
): ReportRemainder[] {
  return keys.length === 0 ? [] : [{ ...words(keys.length > 1), keys: keys.map(named), console: false }]
}

/** What the Admin API does not show to anybody. */
const unseen: ReportRemainder[] = [
  {
    title: 'Admin API keys they made',
    detail:
      'An organization admin can make Admin API keys, which go on working. The Admin API does not list them: look in the Claude Console.',
    keys: [],
    console: true,
  },
  {
    title: 'Where they are signed in',
    detail:
      'Steward does not see sessions in the Claude Console or in Claude Code and cannot end them. Disable the account at the identity provider as well.',
    keys: [],
    console: true,
  },
]
