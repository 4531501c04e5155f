import { cx } from '#components/ui/cx.ts'

/** The look of everything in a table's toolbar that is not the search or the primary action. */
export function toolButton(on: boolean): string {
  return cx(
    'inline-flex h-8 max-w-72 items-center gap-1.5 rounded border px-2.5 whitespace-nowrap',
    on ? 'border-accent bg-accent-wash text-accent' : 'border-line text-soft hover:border-control hover:text-ink',
  )
}
