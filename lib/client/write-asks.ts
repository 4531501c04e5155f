/** What a write may have to ask the person who made it, wherever they are in the portal. Shown by components/layout. */
export type WriteAsk =
  | { kind: 'reason'; id: number; words: string; answer: (reason: string | null) => void }
  | { kind: 'step_up'; id: number; answer: () => void }

export type ProposedTelling = { id: string | null; decidedBy: string | null }

let asks: readonly WriteAsk[] = []
let lastId = 0
let listener: { tellProposed: (telling: ProposedTelling) => void } | null = null
const watchers = new Set<() => void>()

/** Kept while many writes belong to one act: what was answered once holds for all of them. */
let shared: { reason: string | null } | null = null

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

/** Null when they would rather not. */
export function askForReason(words: string): Promise<string | null> {
  if (shared !== null && shared.reason !== null) return Promise.resolve(shared.reason)
  lastId += 1
  const id = lastId
  return new Promise((resolve) => {
    const answer = (reason: string | null) => {
      drop(id)
      if (shared !== null) shared.reason = reason
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

/** Runs writes that are one act to the person: a reason given for the first serves the rest. */
export async function asOneAct<T>(run: () => Promise<T>): Promise<T> {
  shared = { reason: null }
  try {
    return await run()
  } finally {
    shared = null
  }
}
