import 'server-only'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chainStart, hashOf } from '#lib/server/store/event-hash.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import type { Actor, Intent } from './record.ts'

export const tester: Actor = {
  person: { id: 'p1', name: 'Ada', email: 'ada@example.com', role: 'admin', workspaces: 'all', via: 'browser' },
  issuer: 'https://id.example.com',
  subject: 'ada',
  address: '192.0.2.1',
  credential: 'c1',
}

export function intentOf(change: Partial<Intent> = {}): Intent {
  return {
    request_id: 'req_1',
    action: 'member.change_role',
    summary: 'Change bo@example.com from user to developer',
    target_kind: 'user',
    target_id: 'user_1',
    workspace_id: 'wrkspc_1',
    params: { user_id: 'user_1', role: 'developer' },
    reason: 'New team',
    before: { id: 'user_1', role: 'user' },
    proposal_id: 'proposal_1',
    // An action can be taken back once, so no two may name the same.
    undoes: randomUUID(),
    approver: { id: 'p2', name: 'Bo', role: 'admin', issuer: 'i', subject: 's' },
    ...change,
  }
}

/** A sound chain in memory; every event has every column, of each kind of text there is. */
export function chainOf(count: number, change: (seq: number) => Partial<AuditEvent> = () => ({})): AuditEvent[] {
  const events: AuditEvent[] = []
  let prev_hash = chainStart
  for (let seq = 1; seq <= count; seq += 1) {
    const event = { ...blank(seq), ...change(seq), prev_hash, hash: '' }
    prev_hash = hashOf(event)
    events.push({ ...event, hash: prev_hash })
  }
  return events
}

function blank(seq: number): AuditEvent {
  return {
    seq,
    id: `event-${seq}`,
    kind: 'event',
    intent_id: null,
    at_ms: 1_790_000_000_000 + seq,
    actor_id: 'p1',
    actor_issuer: 'https://id.example.com',
    actor_subject: 'ada',
    actor_name: 'Ada',
    actor_role: null,
    via: 'browser',
    action: 'session.sign_in',
    target_kind: null,
    target_id: null,
    workspace_id: null,
    summary: 'Signed in',
    params: '{}',
    reason: null,
    before: null,
    after: null,
    result: 'succeeded',
    problem: null,
    upstream_request_id: null,
    request_id: 'req_1',
    address: null,
    credential: null,
    approver: null,
    proposal_id: null,
    undoes: null,
    evidence: null,
    job_id: null,
    prev_hash: chainStart,
    hash: '',
  }
}

export type Ended = { code: number; stdout: string; stderr: string }

export function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error)
      else resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

/** `npm run audit:verify`, with nothing in its environment but what is given. */
export function auditVerify(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const command = ['--conditions=react-server', 'scripts/audit-verify.ts', ...args]
  return runProgram(process.execPath, command, { NODE_ENV: 'production', ...env })
}

export function pythonVerify(args: readonly string[]): Promise<Ended> {
  return runProgram('python3', ['scripts/audit/verify.py', ...args], {
    NODE_ENV: 'production',
    PATH: process.env['PATH'],
  })
}

/** Why tests of the second verifier are left out here; null where Python is on the PATH. */
export async function pythonMissing(): Promise<string | null> {
  try {
    const { code } = await runProgram('python3', ['--version'], { NODE_ENV: 'test', PATH: process.env['PATH'] })
    return code === 0 ? null : 'python3 does not run'
  } catch {
    return 'python3 is not on the PATH'
  }
}
