'use client'
import { Copy } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, TextInput } from '#components/ui/field.tsx'
import { Day } from '#components/ui/time.tsx'
import type { TokenMade } from '#lib/schemas/access.ts'

/** The only time the secret is shown: it leaves the page with this dialog. */
export function TokenSecretDialog({ made, onClose }: { made: TokenMade; onClose: () => void }) {
  return (
    <Dialog
      title={`Token ${made.name}`}
      description="Copy it now and keep it like a password: Steward stores only its hash and cannot show it again."
      onClose={onClose}
      footer={
        <>
          <Button onClick={() => void copyToClipboard(made.secret, 'token')}>
            <Copy size={14} aria-hidden />
            Copy token
          </Button>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <Field
        label="Token"
        hint={
          <>
            Ends on <Day at={made.expires_at} />. Use it as the api key of the official SDK.
          </>
        }
      >
        {(ids) => (
          <TextInput
            {...ids}
            readOnly
            data-autofocus=""
            className="font-mono"
            value={made.secret}
            onFocus={(event) => event.target.select()}
          />
        )}
      </Field>
    </Dialog>
  )
}
