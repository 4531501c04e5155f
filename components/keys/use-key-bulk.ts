'use client'
import { useCallback } from 'react'
import { whyNone } from '#components/jobs/why-none.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import type { BulkAction } from '#components/table/data-table-props.ts'
import { openDialog } from '#components/ui/open-dialog.ts'
import { keyCan } from '#lib/rules/key-can.ts'
import type { KeyRow } from '#lib/schemas/views.ts'

const loadPlan = async () => (await import('./bulk-keys-dialog.tsx')).BulkKeysDialog
const loadCampaign = async () => (await import('./campaign-dialog.tsx')).CampaignDialog

/** What can be done with selected keys. Each act shows its plan first; its code comes when it is asked for. */
export function useKeyBulk() {
  const person = usePerson()
  const policy = usePolicy()
  return useCallback(
    (keys: KeyRow[]): BulkAction[] => {
      const why = (action: 'key.disable' | 'key.enable' | 'key.archive') =>
        whyNone(keys, (row) =>
          policy.refusal(action === 'key.archive' ? keyCan.archive(person, row) : keyCan.changeStatus(person, row), {
            action,
            protected: row.protected,
          }),
        )
      const plan = (label: string, action: 'key.disable' | 'key.enable' | 'key.archive'): BulkAction => ({
        label,
        refusal: why(action),
        run: () => void openDialog(loadPlan, { keys, action }),
      })
      return [
        plan('Disable…', 'key.disable'),
        plan('Enable…', 'key.enable'),
        plan('Archive…', 'key.archive'),
        {
          label: 'Campaign…',
          refusal: why('key.archive'),
          run: () => void openDialog(loadCampaign, { keys }),
        },
      ]
    },
    [person, policy],
  )
}
