/** Where the keyboard is: row 0 are the workspaces, column 0 the members. */
export type Spot = { row: number; column: number }

/** The last row and column, and how many rows a screen holds. */
export type GridSize = { rows: number; columns: number; page: number }

const within = (value: number, most: number) => Math.max(0, Math.min(most, value))

export function clampSpot({ row, column }: Spot, size: GridSize): Spot {
  return { row: within(row, size.rows), column: within(column, size.columns) }
}

/** Where a key leads in the grid; null when the key is none of the grid's. */
export function moveBy(key: string, ctrl: boolean, at: Spot, size: GridSize): Spot | null {
  const { row, column } = at
  switch (key) {
    case 'ArrowUp':
      return clampSpot({ row: ctrl ? 1 : row - 1, column }, size)
    case 'ArrowDown':
      return clampSpot({ row: ctrl ? size.rows : row + 1, column }, size)
    case 'ArrowLeft':
      return clampSpot({ row, column: ctrl ? 1 : column - 1 }, size)
    case 'ArrowRight':
      return clampSpot({ row, column: ctrl ? size.columns : column + 1 }, size)
    case 'Home':
      return clampSpot({ row: ctrl ? 1 : row, column: 0 }, size)
    case 'End':
      return clampSpot({ row: ctrl ? size.rows : row, column: size.columns }, size)
    case 'PageUp':
      return clampSpot({ row: Math.max(1, row - size.page), column }, size)
    case 'PageDown':
      return clampSpot({ row: row + size.page, column }, size)
    default:
      return null
  }
}

/** How many are left out before each, and after the last. */
export function withGaps(indexes: readonly number[], count: number) {
  const items = indexes.map((index, at) => ({ index, gap: index - (indexes[at - 1] ?? -1) - 1 }))
  return { items, tail: count - (indexes.at(-1) ?? -1) - 1 }
}
