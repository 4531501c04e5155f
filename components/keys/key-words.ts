import { expirySoonDays } from '#lib/rules/key-findings.ts'
import type { KeyRow } from '#lib/schemas/views.ts'

const day = 86_400_000

export function isExpiringSoon(row: Pick<KeyRow, 'status' | 'expires_at'>, now: number): boolean {
  if (row.expires_at === null || (row.status !== 'active' && row.status !== 'inactive')) return false
  return Date.parse(row.expires_at) - now <= expirySoonDays * day
}

export function isOver(row: Pick<KeyRow, 'status'>): boolean {
  return row.status === 'archived' || row.status === 'expired'
}

const statusNames: Record<string, string> = {
  active: 'Active',
  inactive: 'Disabled',
  archived: 'Archived',
  expired: 'Expired',
}

export function keyStatusName(status: string): string {
  return statusNames[status] ?? `Unknown (${status})`
}

export const kindNames: Record<KeyRow['kind'], string> = {
  personal: 'Personal',
  service_account: 'Service account',
  workspace: 'Workspace',
}

/** Who made it, in words for search and export; the cell says the same. */
export function creatorWords(creator: KeyRow['creator']): string {
  if (creator === null) return 'Not recorded'
  if (creator.state === 'left') return `Left the organization (${creator.id})`
  return creator.state === 'service_account' ? `Service account ${creator.label}` : creator.label
}

export function workspaceWords(row: Pick<KeyRow, 'workspace'>): string {
  return row.workspace?.name ?? 'Whole organization'
}

/** Names repeat; with the end of its hint a key is told from its namesakes. */
export function keyLabel(row: Pick<KeyRow, 'name' | 'partial_key_hint'>): string {
  return row.partial_key_hint === null ? row.name : `${row.name} …${row.partial_key_hint.slice(-4)}`
}

/** The action that the status control would be. */
export function switching(row: Pick<KeyRow, 'status'>): 'key.enable' | 'key.disable' {
  return row.status === 'inactive' ? 'key.enable' : 'key.disable'
}
