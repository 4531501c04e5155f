'use client'
import { Fragment, useSyncExternalStore } from 'react'
import { openedDialog } from './open-dialog.ts'

/** Stands once around every page and shows what `openDialog` opened. */
export function DialogHost() {
  const opened = useSyncExternalStore(openedDialog.subscribe, openedDialog.current, () => null)
  return opened === null ? null : <Fragment key={opened.id}>{opened.draw(openedDialog.close)}</Fragment>
}
