/** What a write may have to ask the person who made it, wherever they are in the portal. Shown by components/layout. */
export type WriteAsk =
  | { kind: 'reason'; id: number; words: string; answer: (reason: string | null) => void }
  | { kind: 'step_up'; id: number; answer: () => void }

export type ProposedTelling = { id: string | null; decidedBy: string | null }

let asks: readonly WriteAsk[] = []
let lastId = 0
let listener: { tellProposed: (telling: ProposedTelling) => void } | null = null
const watchers = new Set<() => void>()

/** Many writes that are one act to the person: what was answered once holds for these, and for no other write. */
export type Act = { reason: string | null; withdrawn: boolean }

function publish(next: readonly WriteAsk[]): void {
  asks = next
  for (const watcher of watchers) watcher()
}

function drop(id: number): void {
  publish(asks.filter((ask) => ask.id !== id))
}

export const writeAsks = {
  subscribe: (watcher: () => void) => {
    watchers.add(watcher)
    return () => void watchers.delete(watcher)
  },
  /** The one to answer first. */
  current: (): WriteAsk | null => asks[0] ?? null,
  /** Who tells that a change was proposed instead of made. */
  register: (told: NonNullable<typeof listener>) => {
    listener = told
  },
}

/** False outside a page of the portal; a refusal is then nothing but an error. */
export function isAnybodyThere(): boolean {
  return watchers.size > 0
}

/** Null when they would rather not; of an act, the first answer is everyone's. */
export function askForReason(words: string, act: Act = newAct()): Promise<string | null> {
  if (act.withdrawn || act.reason !== null) return Promise.resolve(act.reason)
  lastId += 1
  const id = lastId
  return new Promise((resolve) => {
    const answer = (reason: string | null) => {
      drop(id)
      act.reason = reason
      act.withdrawn = reason === null
      resolve(reason)
    }
    publish([...asks, { kind: 'reason', id, words, answer }])
  })
}

/** Once, however many writes ask for it. */
export function askToSignIn(): void {
  if (asks.some((ask) => ask.kind === 'step_up')) return
  lastId += 1
  const id = lastId
  publish([...asks, { kind: 'step_up', id, answer: () => drop(id) }])
}

export function tellProposed(details: Readonly<Record<string, unknown>>): void {
  listener?.tellProposed({ id: textOf(details['proposal_id']), decidedBy: textOf(details['decided_by']) })
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

export function newAct(): Act {
  return { reason: null, withdrawn: false }
}
