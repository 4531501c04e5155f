import { Skeleton } from '#components/ui/skeleton.tsx'
import type { TableColumn } from './columns.ts'

const rowCount = 12

/** Placeholder rows in the shape of the columns they stand for. */
export function SkeletonRows<Row>({ columns }: { columns: readonly TableColumn<Row>[] }) {
  return (
    <section aria-busy aria-label="Loading" className="min-h-0 flex-1 overflow-hidden border-t border-line">
      {Array.from({ length: rowCount }, (_, row) => (
        <div key={row} className="flex h-(--row) items-center gap-4 border-b border-line px-4 desk:px-6">
          {columns.map((column, at) => (
            <span key={column.id} className={at === 0 ? 'min-w-40 flex-1' : 'hidden desk:block desk:w-28'}>
              <Skeleton className={at === 0 ? 'w-48' : 'w-20'} />
            </span>
          ))}
        </div>
      ))}
    </section>
  )
}
