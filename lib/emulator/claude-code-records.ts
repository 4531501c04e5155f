import { day, formatTime } from './clock.ts'
import { tokensCost } from './cost-report.ts'
import type { Random } from './random.ts'
import { usageDays } from './usage-records.ts'
import type { World } from './world.ts'

type Tally = { accepted: number; rejected: number }

/** One day of one person or key with Claude Code, as `usage_report/claude_code` tells it (contract 12.3). */
export type ClaudeCodeRecord = {
  date: string
  actor: { type: 'user_actor'; email_address: string } | { type: 'api_actor'; api_key_name: string }
  organization_id: string
  customer_type: 'api' | 'subscription'
  subscription_type: 'enterprise' | 'team' | null
  terminal_type: string
  is_remote: boolean
  core_metrics: {
    num_sessions: number
    lines_of_code: { added: number; removed: number }
    commits_by_claude_code: number
    pull_requests_by_claude_code: number
  }
  tool_actions: { edit_tool: Tally; multi_edit_tool: Tally; write_tool: Tally; notebook_edit_tool: Tally }
  model_breakdown: {
    model: string
    tokens: { input: number; output: number; cache_read: number; cache_creation: number }
    estimated_cost: { currency: 'USD'; amount: number }
  }[]
}

/** `time` is when the session ended: the report leaves out what is younger than an hour. */
export type ClaudeCodeUse = { time: number; record: ClaudeCodeRecord }

const coders = ['developer', 'claude_code_user', 'admin']
const terminals = ['vscode', 'iTerm.app', 'tmux', 'Apple_Terminal']
const models = ['claude-sonnet-4-5', 'claude-opus-4-5']

/** Half of those who may use Claude Code do, on two days of five; one key does so every day. Made when first asked for. */
export function seedClaudeCode(random: Random, world: World): () => ClaudeCodeUse[] {
  const people = world.users.all().filter((user) => coders.includes(user.role))
  const active = people.filter(() => random.next() < 0.5).map((user) => user.email)
  const [key] = world.keys.all().filter((candidate) => candidate.principal?.service_account_id !== undefined)
  const team = { active, key: key?.name ?? null, organization_id: world.organization.id, seededAt: world.seededAt }
  let made: ClaudeCodeUse[] | undefined
  return () => (made ??= newUses(random, team))
}

type Team = { active: readonly string[]; key: string | null; organization_id: string; seededAt: number }

function newUses(random: Random, team: Team): ClaudeCodeUse[] {
  const firstDay = Math.floor(team.seededAt / day) * day - (usageDays - 1) * day
  const uses: ClaudeCodeUse[] = []
  for (let index = 0; index < usageDays; index += 1) {
    const midnight = firstDay + index * day
    const actors: ClaudeCodeRecord['actor'][] = team.active
      .filter(() => random.next() < 0.4)
      .map((email_address) => ({ type: 'user_actor', email_address }))
    if (team.key !== null) actors.push({ type: 'api_actor', api_key_name: team.key })
    for (const actor of actors) {
      const time = midnight + random.below(day)
      const record = newRecord(random, team.organization_id, actor, midnight)
      if (time < team.seededAt) uses.push({ time, record })
    }
  }
  return uses
}

function newRecord(random: Random, organization_id: string, actor: ClaudeCodeRecord['actor'], midnight: number) {
  const subscribed = actor.type === 'user_actor' && random.next() < 0.3
  const tally = (): Tally => ({ accepted: random.below(20), rejected: random.below(4) })
  const record: ClaudeCodeRecord = {
    date: formatTime(midnight),
    actor,
    organization_id,
    customer_type: subscribed ? 'subscription' : 'api',
    subscription_type: subscribed ? 'team' : null,
    terminal_type: actor.type === 'api_actor' ? 'non-interactive' : random.pick(terminals),
    is_remote: random.next() < 0.1,
    core_metrics: {
      num_sessions: 1 + random.below(6),
      lines_of_code: { added: random.below(900), removed: random.below(400) },
      commits_by_claude_code: random.below(7),
      pull_requests_by_claude_code: random.below(3),
    },
    tool_actions: { edit_tool: tally(), multi_edit_tool: tally(), write_tool: tally(), notebook_edit_tool: tally() },
    model_breakdown: models.slice(0, 1 + random.below(2)).map((model) => breakdown(random, model)),
  }
  return record
}

function breakdown(random: Random, model: string): ClaudeCodeRecord['model_breakdown'][number] {
  const tokens = {
    input: 1_000 + random.below(90_000),
    output: 500 + random.below(30_000),
    cache_read: random.below(600_000),
    cache_creation: random.below(60_000),
  }
  const cents = Number((tokensCost(model, tokens) + 500_000n) / 1_000_000n)
  return { model, tokens, estimated_cost: { currency: 'USD', amount: cents } }
}
