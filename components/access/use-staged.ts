'use client'
import { useMemo, useSyncExternalStore } from 'react'
import { isId } from '#lib/schemas/id-patterns.ts'
import { stage, unstage } from './staging.ts'
import type { StagedChange } from './staging.ts'

/**
 * Staged changes stay with the tab, so that neither a look at another page nor a fresh sign-in loses them, and with the
 * person: somebody else in the same tab begins anew.
 */
const none: readonly StagedChange[] = []
const held = new Map<string, readonly StagedChange[]>()
const listeners = new Set<() => void>()

const place = (personId: string) => `steward-staged-access:${personId}`

function current(personId: string): readonly StagedChange[] {
  const known = held.get(personId)
  if (known !== undefined) return known
  const kept = parse(sessionStorage.getItem(place(personId)))
  held.set(personId, kept)
  return kept
}

function publish(personId: string, next: readonly StagedChange[]): void {
  held.set(personId, next)
  if (next.length === 0) sessionStorage.removeItem(place(personId))
  else sessionStorage.setItem(place(personId), JSON.stringify(next))
  for (const listener of listeners) listener()
}

/** Anything may stand in a browser's storage: what is no staged change is dropped. */
function parse(text: string | null): readonly StagedChange[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(kept) ? kept.filter(isStagedChange) : none
  } catch {
    return none
  }
}

function isStagedChange(value: unknown): value is StagedChange {
  if (typeof value !== 'object' || value === null) return false
  const { user_id, workspace_id, from, to } = value as Partial<Record<keyof StagedChange, unknown>>
  return isOf('user', user_id) && isOf('workspace', workspace_id) && isRole(from) && isRole(to)
}

function isRole(role: unknown): boolean {
  return role === null || typeof role === 'string'
}

function isOf(kind: 'user' | 'workspace', id: unknown): boolean {
  return typeof id === 'string' && isId(kind, id)
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export type Staging = {
  staged: readonly StagedChange[]
  stage: (changes: readonly StagedChange[]) => void
  drop: (changes: readonly StagedChange[]) => void
}

/** What this person has staged in this tab; nothing while the server draws. */
export function useStaged(personId: string): Staging {
  const staged = useSyncExternalStore(
    subscribe,
    () => current(personId),
    () => none,
  )
  return useMemo(
    () => ({
      staged,
      stage: (changes) => publish(personId, stage(current(personId), changes)),
      drop: (changes) => publish(personId, unstage(current(personId), changes)),
    }),
    [staged, personId],
  )
}
