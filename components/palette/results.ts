import { groups } from './entries.ts'
import type { Entry, Group } from './entries.ts'
import { find, fits, queryOf } from './rank.ts'
import type { Fit } from './rank.ts'

/** What is shown under one heading; `more` fit, too, but are not shown. */
export type Section = { group: Group; entries: readonly Entry[]; more: number }

export type Sources = {
  /** Pages, and the actions that need no object. */
  plain: readonly Entry[]
  lists: readonly (readonly Entry[])[]
  /** What can be done with an object that was found. */
  actsOn: (entry: Entry) => Entry[]
}

const mostOfGroup = 6
/** Only when so few of a kind were found are their actions listed: with more of them nobody could tell which is meant. */
const fewEnough = 2

/** "disable nightly" means the action on what "nightly" finds. */
const verb = /^\s*(disable|enable|offboard|remove)\s+(?=\S)/i

export function resultsFor(typed: string, sources: Sources): Section[] {
  const query = queryOf(typed)
  if (query.text === '')
    return groups.flatMap((group) =>
      section(
        group,
        sources.plain.filter((entry) => entry.group === group),
      ),
    )
  const plain = groups.map((group) => sources.plain.filter((entry) => entry.group === group))
  const found = [...plain, ...sources.lists].flatMap((list) => {
    const { items, total, best } = find(query, list, mostOfGroup)
    const [first] = items
    return first === undefined || best === null ? [] : [{ group: first.group, items, total, best }]
  })
  return withActs(typed, found, sources)
}

type FoundGroup = { group: Group; items: Entry[]; total: number; best: Fit }

function withActs(typed: string, found: readonly FoundGroup[], sources: Sources): Section[] {
  const asked = verb.exec(typed)
  const acts = asked === null ? actsOnFirst(found, sources) : actsByVerb(typed, asked, sources)
  const plainActs = found.find(({ group }) => group === 'Actions')
  const others = found.filter(({ group }) => group !== 'Actions').toSorted((one, other) => rank(one) - rank(other))
  const sections = others.map(({ group, items, total }) => ({ group, entries: items, more: total - items.length }))
  const ofActs = section('Actions', [...(plainActs?.items ?? []), ...acts])
  const first = asked !== null || (plainActs !== undefined && others.every((other) => rank(plainActs) < rank(other)))
  return first ? [...ofActs, ...sections] : [...sections, ...ofActs]
}

function rank({ best, group }: FoundGroup): number {
  return best * groups.length + groups.indexOf(group)
}

function actsOnFirst(found: readonly FoundGroup[], { actsOn }: Sources): Entry[] {
  return found.flatMap(({ items, total, best }) => {
    const meant = total <= fewEnough ? items : best === fits.exact ? items.slice(0, 1) : []
    return meant.flatMap(actsOn)
  })
}

function actsByVerb(typed: string, asked: RegExpExecArray, { lists, actsOn }: Sources): Entry[] {
  const word = (asked[1] ?? '').toLowerCase()
  const query = queryOf(typed.slice(asked[0].length))
  return lists
    .flatMap((list) => find(query, list, mostOfGroup).items.flatMap(actsOn))
    .filter(({ texts }) => texts.some((text) => text.startsWith(word)))
    .slice(0, mostOfGroup)
}

function section(group: Group, entries: readonly Entry[]): Section[] {
  return entries.length === 0 ? [] : [{ group, entries, more: 0 }]
}
