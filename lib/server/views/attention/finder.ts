import 'server-only'
import { findingKinds, severities } from '#lib/schemas/attention.ts'
import type { Finding, FindingItem, FindingKind, Severity } from '#lib/schemas/attention.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { InviteRow, KeyRow } from '#lib/schemas/views.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'

/** What finders look at; rows and snapshot are already what the person may see. */
export type Looked = {
  person: Person
  runtime: Runtime
  snapshot: Snapshot
  keys: readonly KeyRow[]
  invites: readonly InviteRow[]
  /** Parts of the mirror that are not read yet, as the freshness names them. */
  missing: readonly string[]
  nowMs: number
}

/** One kind of finding. Tells only what this person may know. */
export type Finder = (looked: Looked) => Finding[] | Promise<Finding[]>

type Many = { title: (count: number) => string; detail: string; href: string; label: string }

const mostSingle = 4
const firstOfMany = 3

/** A row for each while they are few, one for all when they are many. */
export function rowsOf(kind: FindingKind, severity: Severity, items: readonly FindingItem[], many: Many): Finding[] {
  if (items.length <= mostSingle) return items.map((item) => ({ ...item, kind, severity, first: [] }))
  const { title, detail, href, label } = many
  return [
    {
      id: kind,
      kind,
      severity,
      title: title(items.length),
      detail,
      href,
      act: { kind: 'open', label, href },
      first: items.slice(0, firstOfMany),
    },
  ]
}

/** Most severe first, then by kind, each kind in its own order: a row keeps its place from one look to the next. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => rankOf(a) - rankOf(b))
}

function rankOf({ severity, kind }: Finding): number {
  return severities.indexOf(severity) * findingKinds.length + findingKinds.indexOf(kind)
}
