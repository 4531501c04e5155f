import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** What is told by a portal that carries out a job and is killed on the way (scripts/testing/job-portal.ts). */
export type Told = {
  job: string | null
  ended: number
  /** How long a person waited for each role they edited meanwhile, in milliseconds; of it for the quota's slots. */
  edits: { ms: number; user: string; status: string; slotsMs: number }[]
  done: boolean
  errors: string
}

export type Order = {
  emulator: string
  place: { url: string } | { dataDir: string }
  requestsPerMinute: number
  text: string
  editors: readonly string[]
  editEveryMs: number
}

/** One life of the portal: until the job has ended, or it is killed some time after so many rows have. */
export async function live(order: Order, told: Told, kill: { atRow: number; delayMs: number } | null): Promise<void> {
  const editors = order.editors.filter((user) => !told.edits.some((edit) => edit.user === user))
  const text = JSON.stringify({ ...order, editors, job: told.job })
  const child = spawn(process.execPath, ['--conditions=react-server', 'scripts/testing/job-portal.ts', text], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = new Promise((resolve) => child.once('close', resolve))
  child.stderr.setEncoding('utf8').on('data', (words: string) => {
    told.errors += words
  })
  let shot = false
  for await (const line of createInterface({ input: child.stdout })) {
    const [word = '', one = '', two = '', three = '', four = ''] = line.split(' ')
    if (word === 'job') Object.assign(told, { job: one, ended: Number(two) })
    if (word === 'edit') told.edits.push({ ms: Number(one), user: two, status: three, slotsMs: Number(four) })
    if (word === 'end') told.done = true
    if (kill === null || shot || told.ended < kill.atRow || told.job === null) continue
    shot = true
    void sleep(kill.delayMs).then(() => child.kill('SIGKILL'))
  }
  await gone
}

/** A table of invites of which some rows are bad in every way a row can be, and what each bad line is. */
export function tableOfInvites(rows: number, bad: number): { text: string; good: string[]; badLines: number[] } {
  const good: string[] = []
  const badLines: number[] = []
  const lines = ['email,role']
  const every = bad === 0 ? Infinity : Math.floor(rows / bad)
  for (let row = 0; row < rows; row += 1) {
    const isBad = row % every === every - 1 && badLines.length < bad
    if (isBad) badLines.push(lines.length + 1)
    else good.push(`person-${row}@example.com`)
    lines.push(isBad ? badLine(badLines.length) : `person-${row}@example.com,${row % 3 === 0 ? 'developer' : 'user'}`)
  }
  return { text: `${lines.join('\r\n')}\r\n`, good, badLines }
}

function badLine(count: number): string {
  const kinds = [
    'not-an-address,user',
    'role@example.com,emperor',
    'short@example.com',
    'PERSON-0@example.com,user',
    ',developer',
  ]
  return kinds[count % kinds.length] ?? ''
}
