/**
 * Which earlier rows of a job one follows: the one it names, and for a removal every key before it as well, since keys
 * may stop in any order and nobody may be removed while one that was to stop goes on.
 */
export function rowsBefore<T extends { n: number; action: string }>(
  { action, after }: { action: string; after: number | null },
  rows: readonly T[],
): T[] {
  if (after === null) return []
  const withKeys = action === 'member.remove'
  return rows.filter((row) => row.n === after || (withKeys && row.n < after && row.action.startsWith('key.')))
}
