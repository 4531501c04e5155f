import { ApiError, isToldElsewhere } from '#lib/client/api-error.ts'
import { showToast } from './toast-store.ts'

/** What was done; with `undo` it can be taken back from the toast. */
export function tellUndoable(text: string, undo: (() => void) | null): void {
  showToast({ text, ...(undo === null ? {} : { action: { label: 'Undo', run: undo } }) })
}

/**
 * What still holds, and why it could not be changed; silent where the person knows already. Of a change that may still
 * arrive nothing holds for sure.
 */
export function tellRefused(still: string, error: unknown): void {
  if (isToldElsewhere(error)) return
  showToast({
    tone: 'danger',
    text: mayStillArrive(error) ? error.message : `${still} ${error instanceof Error ? error.message : ''}`,
    requestId: error instanceof ApiError ? error.requestId : null,
  })
}

function mayStillArrive(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === 'outcome_unknown'
}
