import { vias } from '#lib/schemas/person.ts'
import type { Via } from '#lib/schemas/person.ts'
import { auditResults } from '#lib/schemas/views.ts'
import type { AuditResult } from '#lib/schemas/views.ts'

/** What of the audit log is asked for. Values of one list widen, lists narrow; every word must occur. */
export type AuditFilter = {
  person: readonly string[]
  /** `key.disable`, or `key` for everything done to keys. */
  action: readonly string[]
  target: readonly string[]
  result: readonly AuditResult[]
  via: readonly Via[]
  workspace: readonly string[]
  /** The job that an action was a row of. */
  job: readonly string[]
  /** From this moment on, and before that one: a day (UTC) or an ISO time. */
  after: string | null
  before: string | null
  /** Only what changed something, or tried to: no sign-ins, exports, settings. */
  changes: boolean
  words: readonly string[]
}

export const wholeLog: AuditFilter = {
  person: [],
  action: [],
  target: [],
  result: [],
  via: [],
  workspace: [],
  job: [],
  after: null,
  before: null,
  changes: false,
  words: [],
}

const listNames = ['person', 'action', 'target', 'result', 'via', 'workspace', 'job'] as const
export type AuditListName = (typeof listNames)[number]

/** `name:value`, `name:"a value"`, `"free words"` or a word. A quote that is never closed ends with the text. */
const pieces = /(?:([a-z]+):)?(?:"([^"]*)(?:"|$)|(\S+))/g

/** Reads what stands in the search box. Any text can be read: what is no qualifier is a word to look for. */
export function parseAuditQuery(text: string): AuditFilter {
  let filter = wholeLog
  for (const [piece, name, quoted, plain] of text.matchAll(pieces)) {
    const value = quoted ?? plain ?? ''
    const next = name === undefined ? null : qualified(filter, name, value)
    filter = next ?? withWord(filter, name === undefined ? value : piece)
  }
  return filter
}

/** Free words alone, phrases in quotes: here nothing is a qualifier. */
export function parseWords(text: string): readonly string[] {
  const words = [...text.matchAll(pieces)].map(([piece, name, quoted, plain]) =>
    plainOf(name === undefined ? (quoted ?? plain ?? '') : piece),
  )
  return [...new Set(words.filter((word) => word !== ''))]
}

export function formatWords(words: readonly string[]): string {
  return words.map((word) => quotedWhere(word, /[\s:]/)).join(' ')
}

/** The search box's text for a filter; reading it again gives the same filter. */
export function formatAuditQuery(filter: AuditFilter): string {
  const parts = listNames.flatMap((name) => filter[name].map((value) => `${name}:${quotedWhere(value, /\s/)}`))
  if (filter.after !== null) parts.push(`after:${filter.after}`)
  if (filter.before !== null) parts.push(`before:${filter.before}`)
  if (filter.changes) parts.push('is:change')
  return [...parts, formatWords(filter.words)].filter((part) => part !== '').join(' ')
}

/** The query with other values under one name: what a filter chip does to the text. */
export function withAuditValues(text: string, name: AuditListName | 'is', values: readonly string[]): string {
  const filter = parseAuditQuery(text)
  if (name === 'is') return formatAuditQuery({ ...filter, changes: values.includes('change') })
  return formatAuditQuery(
    values.reduce<AuditFilter>((next, value) => qualified(next, name, value) ?? next, { ...filter, [name]: [] }),
  )
}

export function auditValues(text: string, name: AuditListName | 'is'): readonly string[] {
  const filter = parseAuditQuery(text)
  if (name === 'is') return filter.changes ? ['change'] : []
  return filter[name]
}

/** A day or an ISO time that exists, in milliseconds since 1970; null for anything else. */
export function momentOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text)) return null
  const ms = Date.parse(text)
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text.slice(0, 10)) ? null : ms
}

/** Null when it is no qualifier of ours, or not with this value. */
function qualified(filter: AuditFilter, name: string, typed: string): AuditFilter | null {
  const value = plainOf(typed)
  if (value === '') return null
  if (name === 'is') return value === 'change' ? { ...filter, changes: true } : null
  if (name === 'after' || name === 'before') return momentOf(value) === null ? null : { ...filter, [name]: value }
  if (name === 'result') return added(filter, name, auditResults, resultAliases.get(value) ?? value)
  if (name === 'via') return added(filter, name, vias, value)
  const list = listNames.find((known) => known === name)
  return list === undefined ? null : added(filter, list, [value], value)
}

/** As the pages call it. */
const resultAliases: ReadonlyMap<string, string> = new Map([['done', 'succeeded']])

function added(filter: AuditFilter, name: AuditListName, known: readonly string[], value: string): AuditFilter | null {
  if (!known.includes(value)) return null
  const values: readonly string[] = filter[name]
  return values.includes(value) ? filter : { ...filter, [name]: [...values, value] }
}

function withWord(filter: AuditFilter, typed: string): AuditFilter {
  const word = plainOf(typed)
  if (word === '' || filter.words.includes(word)) return filter
  return { ...filter, words: [...filter.words, word] }
}

/** Without quotes, so that there is never one to escape. */
function plainOf(typed: string): string {
  return typed.replaceAll('"', '').replaceAll(/\s+/g, ' ').trim()
}

function quotedWhere(value: string, needed: RegExp): string {
  return needed.test(value) ? `"${value}"` : value
}
