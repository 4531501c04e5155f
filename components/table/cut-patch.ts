import { cutSecret } from '#components/keys/cut-secret.ts'
import type { TableState } from './table-rules.ts'

/**
 * Whatever is typed into a table goes into the address and, where the server searches, to the server: a whole key is cut
 * before that. `wasSecret` says that one was.
 */
export function cutPatch({ q, filters, ...rest }: Partial<TableState>): {
  patch: Partial<TableState>
  wasSecret: boolean
} {
  let wasSecret = false
  const cut = (typed: string) => {
    const found = cutSecret(typed)
    wasSecret ||= found.wasSecret
    return found.text
  }
  const patch: Partial<TableState> = {
    ...rest,
    ...(q === undefined ? {} : { q: cut(q) }),
    ...(filters === undefined
      ? {}
      : { filters: Object.fromEntries(Object.entries(filters).map(([key, values]) => [key, values.map(cut)])) }),
  }
  return { patch, wasSecret }
}
