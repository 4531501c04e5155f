import 'server-only'
import { impossible } from '#lib/rules/verdict.ts'

/** Why an action cannot be taken back, whoever asks. */

export const notDone = impossible('not_done', 'Only what was done can be taken back.')

export const notUndoable = impossible('not_undoable', 'This kind of change cannot be taken back.')

export const alreadyUndone = impossible(
  'already_undone',
  'This was taken back already, or somebody is taking it back right now. Look at it again.',
)

export const changedSince = impossible(
  'changed_since',
  'It was changed again since, so taking this back would undo somebody else’s change. Look at it first.',
)
