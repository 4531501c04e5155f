import 'server-only'
import type { z } from 'zod'
import type { Power } from '#lib/rules/permissions.ts'
import type { PolicyFacts } from '#lib/rules/policy-rules.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { WorkspaceFacts } from '#lib/rules/workspace-can.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { OrganizationApi } from '#lib/server/admin-api/admin-api.ts'
import type { Answer } from '#lib/server/admin-api/client.ts'
import type { Kind, Placed } from '#lib/server/mirror/kinds.ts'
import type { Deletion } from '#lib/server/mirror/write.ts'

/** What an action works with. */
export type ActionContext = {
  admin: OrganizationApi
  person: Person
  /** From the mirror, or from upstream when it is not there yet: only the mirror knows which one is the default. */
  workspaceFacts: (workspaceId: string) => Promise<WorkspaceFacts>
}

export type Target = { kind: Kind; id: string | null; workspace_id: string | null }

/** What the mirror learns from a success. `stale` kinds are read again soon: the action changed more than it told. */
export type Effects = { upserts?: readonly Placed[]; deletions?: readonly Deletion[]; stale?: readonly Kind[] }

/** After a lost answer: what upstream shows now. `partly`: of several steps only some were done; `problem` says which. */
export type ReadBack<R> =
  | { state: 'applied'; value: R }
  /** `now` is the object as it is, where it was looked at. */
  | { state: 'not_applied'; now?: R }
  | { state: 'partly'; problem: string }

/** What is remembered of an action that succeeded; enough to take it back. */
export type Done<I, O> = { input: I; object: O; target_id: string | null }

/** Another action by its word in the audit log, with its input still to be parsed. */
export type Planned = { action: string; input: Record<string, unknown> }

/**
 * One kind of change, as data: clicks, bulk rows, approved proposals and undo all run the same definition.
 * `I` is the parsed input, `B` the state before (the truth, loaded from upstream), `O` the object in it that the audit
 * log keeps, `R` upstream's answer.
 */
export type Action<I, B, R, O> = {
  /** Every word the audit log has for it; no two actions share one. */
  names: readonly string[]
  /** The audit log's word for this input, such as `member.change_role`; one of `names`. */
  name: (input: I) => string
  /** What the person must hold; asked before anything is loaded. */
  power: (input: I) => Power
  /** True where the sign-in must be fresh: the change is irreversible or gives power away. */
  stepUp?: (input: I) => boolean
  input: z.ZodType<I>
  target: (input: I) => Target
  /** The shape of what the audit log keeps as `before`; null where there is nothing before. */
  object: z.ZodType<O>
  /** The object as it was; left out where what was loaded is that object. */
  objectBefore?: (before: B) => O
  /** The workspace the object truly belongs to, where the input cannot know it. */
  workspaceOf?: (before: B) => string | null
  /** What the policy file's rules look at, besides the action, the target and its workspace. */
  policyFacts?: (before: B, input: I) => PolicyFacts
  load: (context: ActionContext, input: I) => Promise<B>
  check: (person: Person, before: B, input: I) => Verdict
  perform: (context: ActionContext, input: I, before: B) => Promise<Answer<R>>
  /**
   * Tells an applied from a lost call after an unknown outcome, also in another process, later. `sinceMs` is when the
   * intent was committed.
   */
  readBack: (context: Pick<ActionContext, 'admin'>, input: I, object: O, sinceMs: number) => Promise<ReadBack<R>>
  effects: (result: R, before: B, input: I) => Effects
  /** The created object's id, where the target has none before. */
  created?: (result: R) => string
  /** The action that takes it back; absent where the API cannot. Null where this input cannot be taken back. */
  undo?: (done: Done<I, O>) => Planned | null
  describe: (before: B, input: I) => string
}

/** Checks the shape once, where it is written; returns it unchanged. */
export function defineAction<I, B, R, O>(action: Action<I, B, R, O>): Action<I, B, R, O> {
  return action
}

/** The object that the audit log keeps as `before`. */
export function objectOf<I, B, R, O>(action: Action<I, B, R, O>, before: B): O {
  return action.object.parse(action.objectBefore === undefined ? before : action.objectBefore(before))
}
