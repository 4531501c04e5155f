/** What people paste to invite somebody: lists, CSV, `Name <a@b.c>` forms. Pure and linear; reads anything, trusts nothing. */
import { longestAddress } from '#lib/schemas/mail-address.ts'

export type Invitee = {
  /** Where it stood, counting from 1. */
  line: number
  /** What was read as an address, in lower case; whether it is one is asked later. */
  email: string
  /** What stood behind the address, as it was written. */
  role: string | null
}

const longestShown = longestAddress
const spaces = /\s+/
/** Zero-width characters, soft hyphens and byte order marks come along with copied text and are never part of it. */
const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g
const headerWords = new Set(['email', 'e-mail', 'mail', 'address', 'e-mail address', 'email address', 'name', 'role'])

export function parseInvitees(text: string): Invitee[] {
  const found: Invitee[] = []
  let first = true
  for (const [at, line] of text
    .replaceAll(invisible, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const fields = fieldsOf(line)
    if (fields.every((field) => field === '')) continue
    // Not spread into push: one line may hold more addresses than a call may have arguments.
    if (!(first && isHeader(fields))) for (const invitee of inviteesOf(fields, at + 1)) found.push(invitee)
    first = false
  }
  return found
}

function isHeader(fields: readonly string[]): boolean {
  return fields.every((field) => field === '' || headerWords.has(field.toLowerCase()))
}

/** Commas, semicolons and tabs part fields, but not inside quotes. A quote that never closes is an ordinary character. */
function fieldsOf(line: string): string[] {
  const fields: string[] = []
  let field = ''
  let at = 0
  while (at < line.length) {
    const character = line.charAt(at)
    if (field === '' && character === ' ') {
      at += 1
      continue
    }
    const quoted = field === '' && character === '"' ? closingQuote(line, at) : -1
    if (quoted > 0) {
      field = line.slice(at + 1, quoted).replaceAll('""', '"')
      at = quoted + 1
      continue
    }
    const end = nextSeparator(line, at)
    field += line.slice(at, end)
    if (end < line.length) {
      fields.push(field.trim())
      field = ''
    }
    at = end + 1
    if (end === line.length) break
  }
  fields.push(field.trim())
  return fields
}

function closingQuote(line: string, opening: number): number {
  let at = line.indexOf('"', opening + 1)
  while (at >= 0 && line.charAt(at + 1) === '"') at = line.indexOf('"', at + 2)
  return at
}

const separators = /[,;\t]/g

function nextSeparator(line: string, from: number): number {
  separators.lastIndex = from
  return separators.exec(line)?.index ?? line.length
}

/** Addresses of one line, each with the words behind it; a line without any is kept as it is, to be told about. */
function inviteesOf(fields: readonly string[], line: number): Invitee[] {
  const found: Invitee[] = []
  let open = false
  for (const field of fields) {
    if (field.includes('@')) {
      for (const { email, role } of addressesIn(field)) found.push({ line, email: shown(email), role })
      open = found.at(-1)?.role === null
    } else if (field !== '') {
      const last = found.at(-1)
      if (open && last) last.role = shown(field)
      open = false
    }
  }
  if (found.length === 0) return [{ line, email: shown(fields.filter(Boolean).join(' ')), role: null }]
  return found
}

type Address = { email: string; role: string | null }

/** `Name <a@b.c>`, or addresses with blanks between them, or an address with its role behind a blank. */
function addressesIn(field: string): Address[] {
  const inBrackets = [...field.matchAll(/<([^<>]*)>/g)].map((match) => (match[1] ?? '').trim())
  if (inBrackets.some((part) => part.includes('@'))) return inBrackets.map((email) => ({ email, role: null }))
  const found: Address[] = []
  for (const word of field.split(spaces)) {
    const last = found.at(-1)
    if (word.includes('@')) found.push({ email: word, role: null })
    else if (last) last.role = shown(last.role === null ? word : `${last.role} ${word}`)
  }
  return found
}

function shown(text: string): string {
  const short = text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`
  return short.toLowerCase()
}
