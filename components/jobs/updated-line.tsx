'use client'
import { useNow } from '#components/ui/use-now.ts'
import { ago } from '#components/ui/time-words.ts'

/** How old what is shown is; nothing while the server's HTML is being taken over. */
export function UpdatedLine({ at }: { at: number }) {
  const now = useNow()
  if (now === null) return null
  return <span className="text-small whitespace-nowrap text-soft">Updated {ago(new Date(at).toISOString(), now)}</span>
}
