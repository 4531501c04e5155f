'use client'
import { keyChanges } from '#components/jobs/bulk-changes.ts'
import type { KeyAct } from '#components/jobs/bulk-changes.ts'
import { PlanToJob } from '#components/jobs/plan-to-job.tsx'
import { countOf } from '#components/table/export-items.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { liveWords } from './live-words.ts'

type BulkKeysProps = { keys: readonly KeyRow[]; action: KeyAct; onClose: () => void }

const verbs: Record<KeyAct, string> = { 'key.disable': 'Disable', 'key.enable': 'Enable', 'key.archive': 'Archive' }

/** The plan of switching or archiving the selected keys, with how many of them work right now. */
export function BulkKeysDialog({ keys, action, onClose }: BulkKeysProps) {
  const effects: Record<KeyAct, string[]> = {
    'key.disable': [liveWords(keys), 'A disabled key can be enabled again.'],
    'key.enable': ['Calls with these keys work again at once.'],
    'key.archive': [liveWords(keys), 'This is permanent: an archived key cannot be brought back, only replaced.'],
  }
  return (
    <PlanToJob
      title={`${verbs[action]} ${countOf(keys.length, { one: 'API key', many: 'API keys' })}`}
      kind="bulk"
      wanted={{ changes: keyChanges(action, keys) }}
      effects={effects[action]}
      onClose={onClose}
    />
  )
}
