'use client'
import { Button } from '#components/ui/button.tsx'
import { CopyText, copyToClipboard } from '#components/ui/copy-text.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Facts, Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import type { AuditResult, AuditRow } from '#lib/schemas/views.ts'
import { moment } from '#components/ui/time-words.ts'
import { roleWords } from './audit-columns.tsx'
import { fieldChanges } from './field-changes.ts'
import type { FieldChange } from './field-changes.ts'
import { ResultBadge } from './result-badge.tsx'

const columns: readonly PlainColumn<FieldChange>[] = [
  { header: 'Field', cell: (row) => <span className="font-mono text-small">{row.field}</span> },
  { header: 'Before', cell: (row) => row.before ?? <span className="text-soft">not there</span> },
  { header: 'After', cell: (row) => row.after ?? <span className="text-soft">not there</span> },
]

/** Said when no changed field is known; what is unknown is never called unchanged. */
const withoutChanges: Record<AuditResult, string> = {
  succeeded: 'Nothing but what the title says.',
  failed: 'Nothing was changed.',
  refused: 'Nothing was changed.',
  not_applied: 'Steward looked again: nothing was changed.',
  unknown: 'Whether anything was changed is not known. Look at the target before repeating it.',
  open: 'Not known yet: the action has begun and its outcome is not recorded.',
}

/** One action, told whole. */
export function AuditDialog({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const changes = row.after === null ? [] : fieldChanges(row.before, isDeletion(row.after) ? null : row.after)
  return (
    <Dialog
      wide
      title={row.summary}
      onClose={onClose}
      footer={
        <Button onClick={() => void copyToClipboard(JSON.stringify(row, null, 2), 'JSON')} data-autofocus="">
          Copy as JSON
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Facts
          facts={[
            { label: 'Result', value: <ResultBadge result={row.result} problem={row.problem} /> },
            { label: 'Person', value: row.actor },
            { label: 'Portal role', value: row.actor_role === null ? 'Not recorded' : roleWords(row.actor_role) },
            { label: 'Through', value: row.via },
            { label: 'When', value: <time dateTime={row.at}>{moment(row.at)}</time> },
            { label: 'Address', value: row.address ?? 'Not recorded' },
            { label: 'Reason', value: row.reason ?? 'None given' },
            { label: 'Target', value: row.target_id === null ? '–' : <CopyText text={row.target_id} what="id" /> },
            { label: 'Request', value: <CopyText text={row.request_id} what="request id" /> },
            {
              label: 'Upstream request',
              value:
                row.upstream_request_id === null ? (
                  'None'
                ) : (
                  <CopyText text={row.upstream_request_id} what="request id" />
                ),
            },
          ]}
        />
        {row.problem === null ? null : <p className="text-danger">{row.problem}</p>}
        <Panel title="Changed fields" count={changes.length}>
          <PlainTable
            caption="Changed fields"
            columns={columns}
            rows={changes}
            keyOf={(change) => change.field}
            empty={withoutChanges[row.result]}
          />
        </Panel>
      </div>
    </Dialog>
  )
}

/** Upstream answers a deletion with the id and a type of its own (contract section 8). */
function isDeletion(after: unknown): boolean {
  return typeof after === 'object' && after !== null && 'type' in after && String(after.type).endsWith('_deleted')
}
