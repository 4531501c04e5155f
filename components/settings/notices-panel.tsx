'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { usePerson } from '#components/layout/person-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { tellRefused } from '#components/ui/tell.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { noticesQuery, testNotices } from '#lib/client/notices.ts'
import { holds } from '#lib/rules/holds.ts'
import type { NoticeChannelState, NoticeDelivery, NoticesView, NoticeTested } from '#lib/schemas/notices.ts'
import { channelNames, kindWords, resultName, resultTone } from './notices-words.ts'

/** Who is told outside of Steward, how each channel is, and what was delivered. */
export function NoticesPanel() {
  const { data, error } = useQuery(noticesQuery())
  return (
    <>
      <Panel title="Channels">
        {data === undefined && error === null ? <Skeleton className="m-4 h-16" /> : null}
        {error === null ? null : (
          <div className="p-4">
            <Problem error={error} />
          </div>
        )}
        {data === undefined ? null : <Channels view={data} />}
      </Panel>
      {data === undefined ? null : (
        <Panel title="Delivery log">
          <PlainTable
            caption="Last 50 deliveries"
            columns={deliveryColumns}
            rows={data.deliveries}
            keyOf={(delivery) => delivery.id}
            empty="Nothing was sent yet."
          />
        </Panel>
      )}
    </>
  )
}

const channelColumns: readonly PlainColumn<NoticeChannelState>[] = [
  { header: 'Channel', cell: ({ channel }) => <span className="font-strong">{channelNames[channel]}</span> },
  { header: 'Goes to', cell: ({ to }) => <Words text={to} /> },
  { header: 'Health', cell: (state) => <Health state={state} /> },
  {
    header: 'Last delivered',
    cell: ({ last_sent_at: at }) =>
      at === null ? <span className="text-soft">Nothing yet</span> : <TimeAgo at={at} />,
  },
  { header: 'Waiting', numeric: true, cell: ({ waiting }) => waiting.toLocaleString('en') },
  { header: 'Test', cell: (state) => <SendTest state={state} /> },
]

function Channels({ view }: { view: NoticesView }) {
  return (
    <>
      <PlainTable
        caption="Where notices go"
        columns={channelColumns}
        rows={view.channels}
        keyOf={({ channel }) => channel}
        empty="Nobody outside is told. NOTICE_WEBHOOK_URL sends notices to a Slack-compatible webhook; SMTP_URL, NOTICE_EMAIL_FROM and NOTICE_EMAIL_TO send them by e-mail."
      />
      {view.channels.length === 0 ? null : (
        <p className="border-t border-line px-4 py-3 text-soft">
          Told: {view.kinds.map((kind) => kindWords[kind]).join(', ')}. Whoever reads the channel sees names of keys and
          workspaces and e-mail addresses, whatever their portal role.
        </p>
      )}
    </>
  )
}

/** The dot repeats in colour what the word says. */
function Health({ state: { trouble, last_sent_at } }: { state: NoticeChannelState }) {
  const [tone, word] =
    trouble !== null
      ? (['bg-danger', 'Trouble'] as const)
      : last_sent_at === null
        ? (['bg-control', 'Not tried yet'] as const)
        : (['bg-good', 'Good'] as const)
  return (
    <span className="flex items-start gap-2 py-1">
      <span aria-hidden className={cx('mt-1.5 size-2 shrink-0 rounded-full', tone)} />
      <span>
        {word}
        {trouble === null ? null : <span className="block min-w-48 whitespace-normal text-soft">{trouble}</span>}
      </span>
    </span>
  )
}

function SendTest({ state: { channel } }: { state: NoticeChannelState }) {
  const verdict = holds(usePerson(), 'settings.write')
  const test = useMutation({
    ...testNotices(useQueryClient()),
    onSuccess: (tested) => showToast(told(tested)),
    onError: (error) => tellRefused('The test notice was not sent.', error),
  })
  return (
    <Button
      small
      aria-label={`Send test by ${channelNames[channel].toLowerCase()}`}
      refusal={verdict.allowed ? null : verdict.reason}
      busy={test.isPending}
      onClick={() => test.mutate(channel)}
    >
      Send test
    </Button>
  )
}

function told({ arrived, problem, to }: NoticeTested): { text: string; tone?: 'danger' } {
  if (!arrived) return { tone: 'danger', text: `The test notice did not arrive: ${problem ?? 'nobody knows why'}.` }
  return { text: `The test notice has arrived: ${to}.${problem === null ? '' : ` But ${problem}.`}` }
}

const deliveryColumns: readonly PlainColumn<NoticeDelivery>[] = [
  { header: 'When', cell: ({ at }) => <TimeAgo at={at} /> },
  { header: 'Channel', cell: ({ channel }) => channelNames[channel] },
  { header: 'What', cell: ({ subject }) => <Words text={subject} /> },
  {
    header: 'Result',
    cell: (delivery) => (
      <span className="flex flex-col items-start gap-0.5 py-1">
        <Badge tone={resultTone(delivery)}>{resultName(delivery)}</Badge>
        {delivery.problem === null ? null : (
          <span className="min-w-48 whitespace-normal text-soft">{delivery.problem}</span>
        )}
      </span>
    ),
  },
  { header: 'Attempts', numeric: true, cell: ({ attempts }) => attempts.toLocaleString('en') },
  { header: 'To', cell: ({ to }) => <Words text={to} /> },
]

/** Breaks where it must: addresses and subjects are as long as they like. */
function Words({ text }: { text: string }) {
  return <span className="block max-w-[320px] min-w-32 py-1 break-words whitespace-normal">{text}</span>
}
