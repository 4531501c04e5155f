'use client'
import { usePerson } from '#components/layout/person-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { openDialog } from '#components/ui/open-dialog.ts'
import { refusalOf } from '#components/ui/refusal.ts'
import { holds } from '#lib/rules/holds.ts'
import type { ImportKind } from '#lib/schemas/jobs.ts'

const load = () => import('./import-dialog.tsx')

type ImportProps = {
  kind: ImportKind
  /** Why nothing of this kind can be imported; null when it can. */
  refusal: string | null
  /** Named in the example: the workspace whose page this is. */
  workspaceName?: string
}

export function ImportButton({ kind, refusal, workspaceName }: ImportProps) {
  const may = refusalOf(holds(usePerson(), 'jobs.create'))
  const props = workspaceName === undefined ? { kind } : { kind, workspaceName }
  return (
    <Button
      refusal={may ?? refusal}
      onClick={() => void openDialog(async () => (await load()).ImportDialog, props)}
      onPointerEnter={() => void load()}
    >
      Import CSV…
    </Button>
  )
}
