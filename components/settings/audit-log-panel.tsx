import { useMutation, useQueryClient } from '@tanstack/react-query'
import { usePerson } from '#components/layout/person-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Facts, Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { tellRefused } from '#components/ui/tell.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { testSiem } from '#lib/client/siem.ts'
import type { SiemTested } from '#lib/client/siem.ts'
import { portalPaths } from '#lib/paths.ts'
import { holds } from '#lib/rules/holds.ts'
import type { SettingsView } from '#lib/schemas/views.ts'

type Sink = SettingsView['sinks'][number]

const columns: readonly PlainColumn<Sink>[] = [
  { header: 'Events go to', cell: (sink) => <span className="font-strong">{sink.to}</span> },
  { header: 'State', cell: (sink) => <SinkState sink={sink} /> },
  {
    header: 'Last delivered',
    cell: (sink) =>
      sink.delivered_at === null ? <span className="text-soft">Nothing yet</span> : <TimeAgo at={sink.delivered_at} />,
  },
  { header: 'Up to event', numeric: true, cell: (sink) => sink.delivered_seq.toLocaleString('en') },
  { header: 'Waiting', numeric: true, cell: (sink) => sink.lag.toLocaleString('en') },
]

function SinkState({ sink }: { sink: Sink }) {
  if (sink.error !== null) return <Badge tone="danger">{sink.error}</Badge>
  return sink.lag === 0 ? <Badge tone="good">Delivered</Badge> : <Badge tone="caution">Delivering</Badge>
}

/** How the audit log is kept provable, and who else is told its events. */
export function AuditLogPanel({ view }: { view: SettingsView }) {
  return (
    <Panel title="Audit log" actions={view.sinks.length === 0 ? null : <SendTest />}>
      <div className="flex flex-col gap-3 p-4">
        <ChainFacts log={view.audit_log} />
        <p className="text-soft">
          For a check without Steward:{' '}
          <a className="underline" href={portalPaths.exportAudit()} download>
            the whole log
          </a>{' '}
          and{' '}
          <a className="underline" href={portalPaths.exportCheckpoints()} download>
            its checkpoints
          </a>
          , read by <code className="font-mono text-small">npm run audit:verify</code>.
        </p>
      </div>
      <div className="border-t border-line">
        <PlainTable
          caption="Who is told about events"
          columns={columns}
          rows={view.sinks}
          keyOf={(sink) => sink.name}
          empty="Nobody outside is told. SIEM_URL or SIEM_STDOUT sends every event to your SIEM."
        />
      </div>
    </Panel>
  )
}

function ChainFacts({ log }: { log: SettingsView['audit_log'] }) {
  const since = log.size - (log.checkpoint?.size ?? 0)
  return (
    <Facts
      facts={[
        { label: 'Events', value: <span className="figures">{log.size.toLocaleString('en')}</span> },
        {
          label: 'Newest checkpoint',
          value: log.checkpoint === null ? 'None yet' : <TimeAgo at={log.checkpoint.at} />,
        },
        {
          label: 'Not anchored yet',
          value: <span className="figures">{Math.max(0, since).toLocaleString('en')}</span>,
        },
        {
          label: 'State',
          value:
            log.problem !== null ? (
              <Badge tone="danger">In doubt: nothing can be changed</Badge>
            ) : log.trouble !== null ? (
              <Badge tone="caution">{log.trouble}</Badge>
            ) : log.checkpoint === null ? (
              <Badge>No checkpoint yet</Badge>
            ) : (
              <Badge tone="good">Agrees with its checkpoint</Badge>
            ),
        },
        {
          label: 'Signing key',
          value: <span className="font-mono text-small">{log.key_fingerprint.slice(0, 12)}</span>,
        },
        { label: 'Checkpoints are posted to', value: log.posts_to ?? 'Nobody' },
      ]}
    />
  )
}

function SendTest() {
  const verdict = holds(usePerson(), 'settings.write')
  const test = useMutation({
    ...testSiem(useQueryClient()),
    onSuccess: (tested) => showToast(told(tested)),
    onError: (error) => tellRefused('The test event was not sent.', error),
  })
  return (
    <Button small refusal={verdict.allowed ? null : verdict.reason} busy={test.isPending} onClick={() => test.mutate()}>
      Send test
    </Button>
  )
}

function told({ sinks }: SiemTested): { text: string; tone?: 'danger' } {
  const failed = sinks.filter(({ error }) => error !== null)
  if (failed.length > 0)
    return { tone: 'danger', text: `The test event did not arrive: ${failed.map(({ error }) => error).join(', ')}.` }
  if (sinks.some(({ lag }) => lag > 0)) return { text: 'The test event is on its way: another replica delivers it.' }
  return { text: `The test event has arrived: ${sinks.map(({ to }) => to).join(', ')}.` }
}
