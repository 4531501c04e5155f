import type { Spot } from './grid-moves.ts'

/** How a cell of the page says which one it is. */
export function spotProps({ row, column }: Spot) {
  return { 'data-spot': `${row},${column}` } as const
}

export function spotSelector({ row, column }: Spot): string {
  return `[data-spot="${row},${column}"]`
}

/** The cell that an element is in; null when it is in none. */
export function spotOf(element: Element): Spot | null {
  const [row, column] = (element.closest('[data-spot]')?.getAttribute('data-spot') ?? '').split(',').map(Number)
  return row === undefined || column === undefined ? null : { row, column }
}
