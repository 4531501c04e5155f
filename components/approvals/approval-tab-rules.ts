import { selectRows } from '#components/table/table-rules.ts'
import { tableStateOf } from '#components/table/table-address.ts'
import type { FirstRows } from '#components/table/first-rows.ts'
import type { SearchParams } from '#components/table/table-address.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { ProposalRow, View } from '#lib/schemas/views.ts'
import { proposalTableRules } from './proposal-table-rules.ts'

export const approvalTabs = ['inbox', 'mine', 'history'] as const
export type ApprovalTab = (typeof approvalTabs)[number]

export const approvalTabNames: Record<ApprovalTab, string> = { inbox: 'Inbox', mine: 'Mine', history: 'History' }

/** The tab an address asks for; else where this person's work is. */
export function approvalTabOf(asked: string | null | undefined, person: Person): ApprovalTab {
  const tab = approvalTabs.find((known) => known === asked)
  if (tab !== undefined) return tab
  if (extentOf(person, 'proposals.decide') !== 'none') return 'inbox'
  return extentOf(person, 'proposals.read') === 'own' ? 'mine' : 'history'
}

/** Inbox: what waits for this person. Mine: what they asked for. History: all they may see, whatever became of it. */
export function rowsOfTab(tab: ApprovalTab, rows: readonly ProposalRow[]): ProposalRow[] {
  if (tab === 'inbox') return rows.filter((row) => row.status === 'waiting' && row.decide.allowed)
  return tab === 'mine' ? rows.filter((row) => row.mine) : [...rows]
}

const rowsInThePage = 100

/** What the server puts into the page: everything while that is little, else the first of the tab. */
export function firstProposals(view: View<ProposalRow>, params: SearchParams, person: Person): FirstRows<ProposalRow> {
  const { tab } = params
  const asked = rowsOfTab(approvalTabOf(typeof tab === 'string' ? tab : null, person), view.rows)
  const matching = selectRows(asked, tableStateOf(params, proposalTableRules), proposalTableRules)
  const rows = view.rows.length <= rowsInThePage ? view.rows : matching.slice(0, rowsInThePage)
  return { view: { ...view, rows: [...rows] }, matching: matching.length }
}
