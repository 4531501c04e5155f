import type { ReactNode } from 'react'

type EmptyProps = {
  title: string
  /** 1 when nothing else on the page carries the title. */
  level?: 1 | 2
  action?: ReactNode
  children?: ReactNode
}

/** Nothing to show: says what this is or why it is empty, and what to do next. */
export function EmptyState({ title, level = 2, action, children }: EmptyProps) {
  const Heading = `h${level}` as const
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-16 text-center">
      <Heading className="font-strong">{title}</Heading>
      {children ? <div className="text-soft">{children}</div> : null}
      {action ? <div className="mt-2 flex gap-2">{action}</div> : null}
    </div>
  )
}
