/** Long enough for the cache to tell the table and for the dialog to give the focus back to a button that is gone. */
const settleMs = 80

/**
 * Call it before an act that takes a row away; call the result after it. The focus then goes to the row that took its
 * place, or to `successor` when that is in sight; nobody loses their place in a long list.
 */
export function keepPlace(id: string): (successor?: string) => void {
  const index = document.getElementById(`row-${id}`)?.dataset['index']
  return (successor) =>
    void setTimeout(() => {
      const active = document.activeElement
      if (active !== null && active !== document.body && active.closest('dialog') === null) return
      const rows = `tr[data-index="${index}"], tr[data-index="${Number(index) - 1}"]`
      const named = successor === undefined ? null : document.getElementById(`row-${successor}`)
      const next = named !== null && isInSight(named) ? named : [...document.querySelectorAll<HTMLElement>(rows)].at(-1)
      next?.focus()
    }, settleMs)
}

function isInSight(row: HTMLElement): boolean {
  const { top, bottom } = row.getBoundingClientRect()
  return top >= 0 && bottom <= innerHeight
}
