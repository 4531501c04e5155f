'use client'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { ApiError } from '#lib/client/api-error.ts'
import { signOut } from '#lib/client/sign-out.ts'

/** Signs out, or says why that did not work. */
export async function leavePortal(): Promise<void> {
  try {
    await signOut()
  } catch (error) {
    showToast({
      tone: 'danger',
      text: `Could not sign out. ${error instanceof Error ? error.message : ''}`,
      requestId: error instanceof ApiError ? error.requestId : null,
    })
  }
}

export function SignOutButton() {
  const [busy, setBusy] = useState(false)
  const leave = async () => {
    setBusy(true)
    await leavePortal()
    setBusy(false)
  }
  return (
    <Button busy={busy} onClick={() => void leave()}>
      Sign out
    </Button>
  )
}
