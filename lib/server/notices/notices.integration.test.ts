import { afterEach, expect, test } from 'vitest'
import { startReceiver } from '#lib/server/audit/test-receiver.ts'
import { Secret } from '#lib/server/secret.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import type { Channel } from './channel.ts'
import { mostAttempts } from './deliver.ts'
import type { SlackBody } from './slack-body.ts'
import { day, inviteOf, keyOf, mirrored, noticesAt, outsideChange } from './test-world.ts'
import { webhookChannel } from './webhook.ts'

const portal = new URL('https://steward.example.com')
const minute = 60_000
const start = Date.parse('2026-11-24T12:00:00Z')

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function receiver() {
  const made = await startReceiver()
  ends.push(made.close)
  const channel = webhookChannel(new Secret(made.url.href), portal)
  const bodies = () => made.received.map(({ body }) => JSON.parse(body) as SlackBody)
  const ids = () => made.received.map(({ headers }) => headers['steward-notice'])
  return { ...made, channel, bodies, ids }
}

const textOf = (body: SlackBody | undefined) => JSON.stringify(body?.blocks)

eachDatabase((_, open) => {
  test('a start with 400 keys that expire is one message; each step later is told once, with the time as it passes', async () => {
    const [database, hook, clock] = [await open(), await receiver(), { ms: start }]
    const keys = Array.from({ length: 400 }, (_each, at) => keyOf(at, start + 5 * day + at * minute))
    await mirrored(database, keys, [inviteOf(1, start + 2 * day)], start)
    const notices = noticesAt(database, [hook.channel], clock)
    ends.push(notices.stop)
    for (let pass = 0; pass < 3; pass += 1) await notices.now()
    expect(hook.bodies().map(({ text }) => text)).toEqual(['Steward: 400 API keys expire soon, 1 invite expires soon'])
    expect(hook.bodies()[0]?.blocks).toHaveLength(23)
    expect(textOf(hook.bodies()[0])).toContain('and 381 more')
    expect(textOf(hook.bodies()[0])).toContain('*API key “key 0” expires in 5 days*')

    for (let hours = 0; hours < 6 * 24; hours += 1) {
      clock.ms += 3_600_000
      await notices.now()
    }
    const told = await database.db.selectFrom('notice').selectAll().execute()
    const steps = told.filter(({ object }) => object === keys[7]?.id).map(({ step }) => step)
    expect(steps.toSorted()).toEqual(['1d', '7d'])
    expect(
      told
        .filter(({ kind }) => kind === 'invites_expiring')
        .map(({ step }) => step)
        .toSorted(),
    ).toEqual(['1d', '3d'])
    expect(new Set(hook.ids()).size).toBe(hook.received.length)
  })

  test('what was sent but not noted goes again with the same id and the same words', async () => {
    const [database, hook, clock] = [await open(), await receiver(), { ms: start }]
    await mirrored(database, [keyOf(1, start + 3 * day)], [], start)
    // The process dies after the webhook has it: nothing is noted any more.
    const dying: Channel = {
      ...hook.channel,
      send: async (id, message) => {
        await hook.channel.send(id, message)
        throw new Error('killed')
      },
    }
    await noticesAt(database, [dying], clock).now()
    const successor = noticesAt(database, [hook.channel], clock, { holder: 'b' })
    ends.push(successor.stop)
    await successor.now()
    expect(hook.received).toHaveLength(1)
    clock.ms += 2 * minute
    await successor.now()
    expect(hook.received).toHaveLength(2)
    expect(hook.ids()[1]).toBe(hook.ids()[0])
    expect(hook.received[1]?.body).toBe(hook.received[0]?.body)
    expect(await successor.deliveries(50)).toMatchObject([{ status: 'sent', attempts: 2, problem: null }])
    await successor.now()
    expect(hook.received).toHaveLength(2)
  })

  test('of processes that look at the same moment one keeps and one sends', async () => {
    const [database, hook, clock] = [await open(), await receiver(), { ms: start }]
    await mirrored(database, [keyOf(1, start + 3 * day), keyOf(2, start + 3 * day)], [], start)
    const all = ['a', 'b', 'c'].map((holder) => noticesAt(database, [hook.channel], clock, { holder }))
    for (const notices of all) ends.push(notices.stop)
    for (let pass = 0; pass < 3; pass += 1) await Promise.all(all.map((notices) => notices.now()))
    expect(hook.received).toHaveLength(1)
    expect(await all[0]?.deliveries(50)).toMatchObject([{ status: 'sent', attempts: 1 }])
  })

  test('without the lease, too, each is kept once: the database sees to it', async () => {
    const [database, hook, clock] = [await open(), await receiver(), { ms: start }]
    await mirrored(
      database,
      Array.from({ length: 30 }, (_each, at) => keyOf(at, start + 3 * day)),
      [],
      start,
    )
    const { findNotices } = await import('./find.ts')
    const snapshot = await (await import('#lib/server/mirror/read.ts')).createMirrorReader(database).snapshot()
    const find = () => findNotices(database, hook.channel, snapshot, ['keys_expiring'], start)
    await Promise.all([find(), find(), find(), find()])
    const notices = noticesAt(database, [hook.channel], clock)
    ends.push(notices.stop)
    await notices.now()
    expect(await database.db.selectFrom('notice').selectAll().execute()).toHaveLength(30)
    expect(hook.bodies().map(({ text }) => text)).toEqual(['Steward: 30 API keys expire soon'])
  })

  test('a failure waits longer each time, is told as trouble, and after a day is given up and said so', async () => {
    const [database, hook, clock, warned] = [await open(), await receiver(), { ms: start }, [] as unknown[]]
    await mirrored(database, [keyOf(1, start + 25 * day)], [], start)
    const notices = noticesAt(database, [hook.channel], clock, {
      log: { warn: (told: unknown) => void warned.push(told) },
    })
    ends.push(notices.stop)
    hook.answers.push(...Array.from({ length: mostAttempts }, (_each, at) => (at % 2 === 0 ? 500 : 302)))
    await notices.now()
    const host = new URL(hook.url).host
    expect(await notices.state()).toMatchObject([{ waiting: 1, trouble: `${host} answers 500`, last_sent_at: null }])
    await notices.now()
    expect(hook.received).toHaveLength(1)
    clock.ms += 31_000
    await notices.now()
    expect(hook.received).toHaveLength(2)
    expect((await notices.state())[0]?.trouble).toMatch(/answers 302: it points elsewhere, and Steward does not follow/)
    const failingSince = clock.ms
    while ((await notices.state())[0]?.waiting === 1) {
      clock.ms += 10 * minute
      await notices.now()
    }
    expect(hook.received).toHaveLength(mostAttempts)
    expect(clock.ms - failingSince).toBeGreaterThan(20 * 3_600_000)
    expect(clock.ms - failingSince).toBeLessThan(28 * 3_600_000)
    expect((await notices.state())[0]?.trouble).toMatch(/^Given up: .* answers 302/)
    expect(warned).toMatchObject([{ channel: 'webhook', problem: expect.stringContaining('302') as string }])
    clock.ms += day
    await notices.now()
    expect(hook.received).toHaveLength(mostAttempts)
    expect(await notices.test('webhook', 'ada@example.com')).toMatchObject({ arrived: true })
    expect((await notices.state())[0]?.trouble).toBeNull()
  })

  test('a webhook that is gone holds up nobody else, and its address is told nowhere', async () => {
    const [database, gone, other, clock] = [await open(), await startReceiver(), await receiver(), { ms: start }]
    await gone.close()
    const secret = 'T0000/B0000/verysecretpath'
    const lost = webhookChannel(new Secret(`http://${gone.url.host}/services/${secret}`), portal)
    await mirrored(database, [keyOf(1, start + 3 * day)], [], start)
    const notices = noticesAt(database, [lost, { ...other.channel, name: 'email' }], clock)
    ends.push(notices.stop)
    await notices.now()
    expect(other.received).toHaveLength(1)
    expect(await notices.state()).toMatchObject([
      { channel: 'webhook', trouble: `${gone.url.host} cannot be reached`, waiting: 1 },
      { channel: 'email', trouble: null, waiting: 0 },
    ])
    expect(JSON.stringify([await notices.state(), await notices.deliveries(50)])).not.toContain('verysecret')
    const kept = await database.db.selectFrom('notice_delivery').selectAll().execute()
    expect(JSON.stringify(kept)).not.toContain('verysecret')
  })

  test('changes outside Steward are told from the moment a channel is set up, each once', async () => {
    const [database, hook, clock] = [await open(), await receiver(), { ms: start }]
    await mirrored(database, [], [], start)
    await outsideChange(database, 'Before anybody wanted to know')
    const notices = noticesAt(database, [hook.channel], clock)
    ends.push(notices.stop)
    await notices.now()
    expect(hook.received).toHaveLength(0)
    const id = await outsideChange(database, 'Role of <!channel> changed')
    await outsideChange(database, 'Another')
    await notices.now()
    await notices.now()
    expect(hook.bodies().map(({ text }) => text)).toEqual(['Steward: 2 changes were made outside Steward'])
    expect(textOf(hook.bodies()[0])).toContain('Role of &lt;!channel&gt; changed')
    expect(textOf(hook.bodies()[0])).toContain(`https://steward.example.com/audit?event=${id}`)
    expect(textOf(hook.bodies()[0])).not.toContain('Before anybody')
  })

  test('only kinds that are wanted are told', async () => {
    const [database, hook, clock] = [await open(), await receiver(), { ms: start }]
    await mirrored(database, [keyOf(1, start + 3 * day)], [inviteOf(1, start + day)], start)
    const notices = noticesAt(database, [hook.channel], clock, { kinds: ['invites_expiring'] })
    ends.push(notices.stop)
    await notices.now()
    expect(hook.bodies().map(({ text }) => text)).toEqual([
      'Steward: The invite of guest1@example.com expires in 24 hours',
    ])
  })

  test('nothing is told of half a list, and an old one is read anew first', async () => {
    const [database, hook, clock] = [await open(), await receiver(), { ms: start }]
    let refreshed = 0
    const refresh = async () => {
      refreshed += 1
      await mirrored(database, [{ ...keyOf(1, start + 3 * day), status: 'archived' }], [], clock.ms)
    }
    const notices = noticesAt(database, [hook.channel], clock, { refresh })
    ends.push(notices.stop)
    await notices.now()
    expect([refreshed, hook.received.length]).toEqual([0, 0])
    await mirrored(database, [keyOf(1, start + 3 * day)], [], start - 2 * 3_600_000)
    await notices.now()
    expect([refreshed, hook.received.length]).toEqual([1, 0])
  })

  test('what waits for a channel that was taken away is given up after three days', async () => {
    const [database, hook, clock] = [await open(), await receiver(), { ms: start }]
    await mirrored(database, [keyOf(1, start + 3 * day)], [], start)
    hook.answers.push(500)
    const first = noticesAt(database, [hook.channel], clock)
    await first.now()
    await first.stop()
    const other = noticesAt(database, [{ ...hook.channel, name: 'email' }], clock)
    ends.push(other.stop)
    for (const [days, status] of [
      [2, 'waiting'],
      [4, 'given_up'],
    ] as const) {
      clock.ms = start + days * day
      await mirrored(database, [], [], clock.ms)
      await other.now()
      expect((await other.deliveries(50)).find(({ channel }) => channel === 'webhook')?.status).toBe(status)
    }
  })

  test('what cannot become due again is forgotten, what still waits is not', async () => {
    const [database, hook, clock] = [await open(), await receiver(), { ms: start }]
    await mirrored(database, [keyOf(1, start + 3 * day)], [], start)
    const notices = noticesAt(database, [hook.channel], clock)
    ends.push(notices.stop)
    await notices.now()
    clock.ms += 91 * day
    await mirrored(database, [], [], clock.ms)
    await notices.now()
    expect(await database.db.selectFrom('notice').selectAll().execute()).toEqual([])
    expect(await notices.deliveries(50)).toEqual([])
  })
})
