import 'server-only'
import type { Verification } from './verify.ts'

/** A verification in words, a line each; the first says how it ended. */
export function tellVerification(verification: Verification): string[] {
  const { events, firstBad, checkpointProblem, anchor, unanchored } = verification
  const total = counted(events, 'event')
  if (firstBad !== null) {
    const named = firstBad.id === null ? '' : ` (${firstBad.id})`
    return [
      `NOT WHOLE: event ${figure(firstBad.seq)}${named}: ${firstBad.wrong}. ${firstBad.what}.`,
      `${total} read; everything from event ${figure(firstBad.seq)} on cannot be trusted.`,
      ...(checkpointProblem === null ? [] : [`${checkpointProblem}.`]),
    ]
  }
  if (checkpointProblem !== null) return [`NOT WHOLE: ${checkpointProblem}.`, `${total}, chain whole.`]
  if (anchor === null) return [`${total}, chain whole, not anchored: there is no checkpoint.`]
  const upTo = `anchored up to ${figure(anchor.size)} by the checkpoint of ${anchor.at}`
  const signature = verification.signaturesChecked ? [] : ['Signatures were not checked: give --public-key.']
  return [`${total}, chain whole, ${upTo}; ${open(unanchored)}`, ...signature, ...note(verification.unlinked)]
}

function note([first, ...more]: readonly number[]): string[] {
  if (first === undefined) return []
  const others = more.length === 0 ? '' : ` (and ${figure(more.length)} more)`
  return [
    `Note: checkpoint line ${figure(first)}${others} does not follow a line before it: lines were lost, or another replica or a new file began there.`,
  ]
}

function open(unanchored: number): string {
  if (unanchored === 0) return 'no event since.'
  return unanchored === 1 ? '1 event since is not anchored.' : `${figure(unanchored)} events since are not anchored.`
}

function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`
}

function figure(value: number): string {
  return value.toLocaleString('en')
}
