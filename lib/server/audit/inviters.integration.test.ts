import { expect, test } from 'vitest'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { plainEvent, putEvents } from '#lib/server/testing/audit-events.ts'
import { invitersOf } from './inviters.ts'

eachDatabase((_, open) => {
  test('the last who sent an invite is its inviter; only the invites that are shown are asked for, however many', async () => {
    const database = await open()
    const sent = (seq: number, target_id: string, actor_name: string, result = 'succeeded') =>
      plainEvent({
        seq,
        kind: 'outcome',
        action: 'invite.create',
        target_kind: 'invite',
        target_id,
        actor_name,
        result,
      })
    await putEvents(database, [
      ...Array.from({ length: 1_200 }, (_each, at) => sent(at + 1, `invite_${at}`, 'ada@example.com')),
      sent(1_201, 'invite_0', 'bo@example.com'),
      sent(1_202, 'invite_0', 'cy@example.com', 'failed'),
    ])
    const shown = Array.from({ length: 1_100 }, (_each, at) => `invite_${at}`)
    const inviters = await invitersOf(database, shown)
    expect([...inviters.keys()].toSorted()).toEqual(shown.toSorted())
    expect(inviters.get('invite_0')).toBe('bo@example.com')
    expect(await invitersOf(database, [])).toEqual(new Map())
  })
})
