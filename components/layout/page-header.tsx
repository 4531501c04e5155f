import type { ReactNode } from 'react'

type HeaderProps = { title: ReactNode; above?: ReactNode; below?: ReactNode; actions?: ReactNode }

/** The head of a page that is not one table: where it belongs, its title, one line under it, its actions. */
export function PageHeader({ title, above, below, actions }: HeaderProps) {
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-64">
        {above ? <div className="text-small text-soft">{above}</div> : null}
        <h1 className="text-large font-strong break-words">{title}</h1>
        {below ? <div className="text-soft">{below}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}
