import type { ClaudeCodeRecord } from './claude-code-records.ts'
import { formatTime, hour } from './clock.ts'
import { queryValue } from './context.ts'
import type { Context } from './context.ts'
import { pageByToken, readLimit } from './paging.ts'
import { badRequest } from './refusal.ts'

const usualLimit = 20
const mostRecords = 1000

type Answer = { data: ClaudeCodeRecord[]; has_more: boolean; next_page: string | null }

/** `GET /usage_report/claude_code`, contract 12.3: one day, without what is younger than an hour. */
export function reportClaudeCode(context: Context): Answer {
  const date = formatTime(readDay(context))
  const until = context.world.clock.now() - hour
  const records = context.world.claudeCode().filter(({ record, time }) => record.date === date && time < until)
  const numbered = records.map(({ record }, place) => ({ record, place: String(place) }))
  const limit = readLimit(context, usualLimit, mostRecords)
  const { data, next_page } = pageByToken(context, numbered, ({ place }) => place, limit)
  return { data: data.map(({ record }) => record), has_more: next_page !== null, next_page }
}

function readDay(context: Context): number {
  const text = queryValue(context, 'starting_at')
  if (text === undefined) throw badRequest('starting_at: Field required')
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(time)) throw badRequest(`starting_at: '${text}' is not a date like 2026-11-24.`)
  return time
}
