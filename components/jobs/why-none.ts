/** Null when at least one row may be changed: the plan tells of the others. Else why the first may not. */
export function whyNone<Row>(rows: readonly Row[], refusalOf: (row: Row) => string | null): string | null {
  let first: string | null = null
  for (const row of rows) {
    const refusal = refusalOf(row)
    if (refusal === null) return null
    first ??= refusal
  }
  return first
}
