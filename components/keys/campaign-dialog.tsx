'use client'
import { useState } from 'react'
import { campaignChanges, fewestCampaignDays, mostCampaignDays } from '#components/jobs/bulk-changes.ts'
import { openPlan } from '#components/jobs/open-plan.ts'
import { countOf } from '#components/table/export-items.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Field, TextInput } from '#components/ui/field.tsx'
import type { KeyRow } from '#lib/schemas/views.ts'
import { liveWords } from './live-words.ts'

const usualDays = '14'

/** Disable now, wait, archive: whoever still needs a key finds out while it can be enabled again. */
export function CampaignDialog({ keys, onClose }: { keys: readonly KeyRow[]; onClose: () => void }) {
  const [typed, setTyped] = useState(usualDays)
  const days = Number(typed)
  const inRange = Number.isInteger(days) && days >= fewestCampaignDays && days <= mostCampaignDays
  const problem = inRange ? null : `From ${fewestCampaignDays} to ${mostCampaignDays} days.`
  const many = countOf(keys.length, { one: 'API key', many: 'API keys' })
  const run = () =>
    openPlan({
      title: `Retire ${many}: disable, archive after ${days === 1 ? '1 day' : `${days} days`}`,
      kind: 'campaign',
      wanted: { changes: campaignChanges(keys, days, Date.now()) },
      effects: [
        liveWords(keys),
        'A key that somebody enables again in between is not archived. The job can be cancelled until then.',
      ],
    })
  return (
    <FormDialog title={`Retire ${many}`} onClose={onClose} submitLabel="Show the plan" refusal={problem} run={run}>
      <p>
        Disables the keys now and archives them later. Whoever still needs one notices in time: until then it can be
        enabled again, and an enabled key is left alone.
      </p>
      <Field label="Days until they are archived" hint="Archiving cannot be taken back." problem={problem}>
        {(ids) => (
          <TextInput
            {...ids}
            type="number"
            inputMode="numeric"
            min={fewestCampaignDays}
            max={mostCampaignDays}
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className="figures max-w-24"
          />
        )}
      </Field>
    </FormDialog>
  )
}
