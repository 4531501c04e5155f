import { expect, test } from 'vitest'
import { plainEntry } from './entries.ts'
import type { Entry, Group } from './entries.ts'
import { findable } from './rank.ts'
import { resultsFor } from './results.ts'

function object(group: Group, label: string, id: string): Entry {
  return { ...plainEntry({ key: id, group, label, detail: '', go: `/${id}` }), ...findable([id], [label]) }
}

const pages = ['Members', 'API keys'].map((label) =>
  plainEntry({ key: label, group: 'Pages', label, detail: '', go: '/' }),
)
const syncing = plainEntry({ key: 'sync', group: 'Actions', label: 'Sync now', detail: '', go: () => undefined }, [
  'refresh',
])
const members = Array.from({ length: 9 }, (_, at) => object('Members', `Robin ${at}`, `user_${at}`))
const keys = ['nightly', 'nightly robin', 'spare', 'ping'].map((label, at) => object('API keys', label, `apikey_${at}`))
const sources = {
  plain: [...pages, syncing],
  lists: [members, keys],
  actsOn: ({ group, label, key }: Entry) =>
    group === 'API keys'
      ? [plainEntry({ key: `off ${key}`, group: 'Actions', label: `Disable key ${label}`, detail: '', go: () => {} })]
      : [],
}
const shown = (typed: string) =>
  resultsFor(typed, sources).map(({ group, entries, more }) => ({
    group,
    labels: entries.map(({ label }) => label),
    more,
  }))

test('before anything is typed: pages and what can be done everywhere', () => {
  expect(shown('  ').map(({ group }) => group)).toEqual(['Pages', 'Actions'])
})

test('the group with the best fit is the first, and says how many it leaves out', () => {
  expect(shown('robin')[0]).toMatchObject({ group: 'Members', more: 3 })
  expect(shown('keys')[0]).toMatchObject({ group: 'Pages', labels: ['API keys'] })
  expect(shown('refresh')[0]).toMatchObject({ group: 'Actions', labels: ['Sync now'] })
})

test('actions are offered on objects only when it is clear which are meant', () => {
  expect(shown('nightly').at(-1)).toMatchObject({
    group: 'Actions',
    labels: ['Disable key nightly', 'Disable key nightly robin'],
  })
  expect(shown('apikey_2')).toMatchObject([
    { group: 'API keys', labels: ['spare'] },
    { group: 'Actions', labels: ['Disable key spare'] },
  ])
  expect(shown('i').map(({ group }) => group)).not.toContain('Actions')
})

test('a verb before a name means the action, and no other', () => {
  expect(shown('disable NIGHTLY r')[0]).toEqual({ group: 'Actions', labels: ['Disable key nightly robin'], more: 0 })
  expect(shown('enable nightly')).toEqual([])
})
