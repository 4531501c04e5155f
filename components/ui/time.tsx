'use client'
import { useNow } from './use-now.ts'
import { ago, day, moment } from './time-words.ts'

/** A calendar day, the same on the server and in every browser (UTC); the tooltip has the exact moment. */
export function Day({ at }: { at: string }) {
  return (
    <time dateTime={at} data-tip={moment(at)} className="figures whitespace-nowrap">
      {day(at)}
    </time>
  )
}

/** "40 s ago"; the day until the browser's clock is known. */
export function TimeAgo({ at }: { at: string }) {
  const now = useNow()
  return (
    <time dateTime={at} data-tip={moment(at)} className="figures whitespace-nowrap">
      {now === null ? day(at) : ago(at, now)}
    </time>
  )
}
