'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'

/** A form, not a link: the sign-in begins with a POST, and comes back to this very page. */
export function StepUpDialog({ onClose }: { onClose: () => void }) {
  const pathname = usePathname()
  const query = useSearchParams().toString()
  return (
    <Dialog
      title="Sign in again to go on"
      description="This asks for a sign-in of the last few minutes, so that a screen left open cannot do it. Nothing was changed. You come back to this page; then do it again."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="step-up" look="primary" data-autofocus="">
            Sign in again
          </Button>
        </>
      }
    >
      <form id="step-up" method="post" action="/api/auth/signin/sso">
        <input type="hidden" name="return_to" value={query === '' ? pathname : `${pathname}?${query}`} />
        <input type="hidden" name="step_up" value="1" />
      </form>
    </Dialog>
  )
}
