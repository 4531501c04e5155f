import { Notice } from '#components/ui/notice.tsx'
import { moment as timeWords } from '#components/ui/time-words.ts'
import type { Moment } from '#lib/schemas/history.ts'

/** How well the moment is known: what Steward cannot know is said before anybody trusts the rows. */
export function MomentNotice({ moment, what }: { moment: Moment; what: string }) {
  const { at, known, known_from, read_at, next_read_at, missing } = moment
  if (!known)
    return (
      <Notice tone="caution">
        {known_from === null
          ? 'Steward has not read this list yet, so nothing is known of its past.'
          : `Steward read this list for the first time at ${timeWords(known_from)}. Of ${timeWords(at)} it knows nothing.`}
      </Notice>
    )
  const parts = missing.length === 0 ? '' : ` Not read yet at that time: ${missing.join(', ')}.`
  if (next_read_at !== null && read_at !== null)
    return (
      <Notice tone="caution">
        {`As of ${timeWords(at)}: ${what}, as Steward saw it at ${timeWords(read_at)}. It read again at ${timeWords(next_read_at)}; what changed in between was seen only then.${parts}`}
      </Notice>
    )
  const seen =
    read_at === null || read_at === at ? 'as Steward saw it' : `as Steward saw it last, at ${timeWords(read_at)}`
  return <Notice tone="info">{`As of ${timeWords(at)}: ${what}, ${seen}.${parts}`}</Notice>
}
