import 'server-only'
import type { z } from 'zod'
import type { Power } from '#lib/rules/permissions.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { WorkspaceFacts } from '#lib/rules/workspace-can.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import type { Answer } from '#lib/server/admin-api/client.ts'
import type { Kind, Placed } from '#lib/server/mirror/kinds.ts'
import type { Deletion } from '#lib/server/mirror/write.ts'

/** What an action works with. */
export type ActionContext = {
  admin: AdminApi
  person: Person
  /** From the mirror, or from upstream when it is not there yet: only the mirror knows which one is the default. */
  workspaceFacts: (workspaceId: string) => Promise<WorkspaceFacts>
}

export type Target = { kind: Kind; id: string | null; workspace_id: string | null }

/** What the mirror learns from a success. `stale` kinds are read again soon: the action changed more than it told. */
export type Effects = { upserts?: readonly Placed[]; deletions?: readonly Deletion[]; stale?: readonly Kind[] }

/** After a lost answer: what upstream shows now. */
export type ReadBack<R> = { state: 'applied'; value: R } | { state: 'not_applied' }

/**
 * One kind of change, as data: clicks, bulk rows, approved proposals and undo all run the same definition.
 * `I` is the parsed input, `B` the state before (the truth, loaded from upstream), `R` upstream's answer.
 */
export type Action<I, B, R> = {
  /** The audit log's word for it, such as `member.change_role`. */
  name: (input: I) => string
  /** What the person must hold; asked before anything is loaded. */
  power: (input: I) => Power
  input: z.ZodType<I>
  target: (input: I) => Target
  /** The object as it was, in the shape of the result; left out where what was loaded is that object. */
  objectBefore?: (before: B) => unknown
  /** The workspace the object truly belongs to, where the input cannot know it. */
  workspaceOf?: (before: B) => string | null
  load: (context: ActionContext, input: I) => Promise<B>
  check: (person: Person, before: B, input: I) => Verdict
  perform: (context: ActionContext, input: I, before: B) => Promise<Answer<R>>
  /** Tells an applied from a lost call after an unknown outcome. `sinceMs` is when the intent was committed. */
  readBack: (context: ActionContext, input: I, before: B, sinceMs: number) => Promise<ReadBack<R>>
  effects: (result: R, before: B, input: I) => Effects
  /** The created object's id, where the target has none before. */
  created?: (result: R) => string
  /** The input that takes it back; absent where the API cannot. */
  undo?: (before: B, input: I) => I
  describe: (before: B, input: I) => string
}

/** Checks the shape once, where it is written; returns it unchanged. */
export function defineAction<I, B, R>(action: Action<I, B, R>): Action<I, B, R> {
  return action
}
