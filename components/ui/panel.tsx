import type { ReactNode } from 'react'

/** A titled block of a page: a heading with its count and actions, then its content inside one border. */
export function Panel(props: { title: string; count?: number; actions?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={props.title} className="flex min-w-0 flex-col gap-2">
      <header className="flex min-h-8 items-center gap-2">
        <h2 className="font-strong">{props.title}</h2>
        {props.count === undefined ? null : (
          <span className="figures text-soft">{props.count.toLocaleString('en')}</span>
        )}
        {props.actions ? <div className="ml-auto flex gap-2">{props.actions}</div> : null}
      </header>
      <div className="overflow-hidden rounded-large border border-line">{props.children}</div>
    </section>
  )
}

/** Facts as pairs: label above value, in columns that wrap. */
export function Facts({ facts }: { facts: { label: string; value: ReactNode }[] }) {
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3">
      {facts.map((fact) => (
        <div key={fact.label} className="min-w-0">
          <dt className="text-small text-soft">{fact.label}</dt>
          <dd className="min-w-0 break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
