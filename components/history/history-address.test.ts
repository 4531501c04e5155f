import { expect, test } from 'vitest'
import { historyNouns } from '#lib/schemas/history.ts'
import { daysBefore, readHistoryAddress, usualMoments, writeHistoryAddress } from './history-address.ts'

const usual = usualMoments(Date.UTC(2026, 10, 24, 12, 0, 30))
const read = (query: string, nouns: Parameters<typeof readHistoryAddress>[2] = historyNouns) =>
  readHistoryAddress(new URLSearchParams(query), usual, nouns)

test('without anything it is yesterday, in whole minutes', () => {
  expect(read('')).toEqual({
    noun: 'members',
    mode: 'as_of',
    at: '2026-11-23T12:00:00.000Z',
    from: '2026-11-17T12:00:00.000Z',
    to: '2026-11-24T12:00:00.000Z',
  })
})

test('what was written is read again', () => {
  const address = { ...usual, noun: 'keys', mode: 'compare', from: daysBefore(0, -2), to: daysBefore(0, -3) } as const
  expect(read(writeHistoryAddress(address))).toEqual(address)
  const query = new URLSearchParams(writeHistoryAddress(address, 'q=ada&from=2020-01-01'))
  expect({ q: query.get('q'), address: read(query.toString()) }).toEqual({ q: 'ada', address })
})

test('moments the wrong way round are turned, unreadable ones and unseen lists passed over', () => {
  expect(read('mode=compare&from=2026-11-03&to=2026-11-02')).toMatchObject({
    from: '2026-11-02T00:00:00.000Z',
    to: '2026-11-03T00:00:00.000Z',
  })
  expect(read('at=soon&noun=secrets')).toMatchObject({ noun: 'members', at: usual.at })
  expect(read('noun=invites', ['workspaces', 'keys'])).toMatchObject({ noun: 'workspaces' })
  expect(read('', [])).toBeNull()
})
