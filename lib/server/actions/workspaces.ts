import 'server-only'
import { workspaceCan } from '#lib/rules/workspace-can.ts'
import type { WorkspaceFacts } from '#lib/rules/workspace-can.ts'
import { firstRefusal, yes } from '#lib/rules/verdict.ts'
import { z } from 'zod'
import {
  archiveWorkspaceInput,
  createWorkspaceInput,
  updateWorkspaceInput,
  workspaceSchema,
} from '#lib/schemas/workspaces.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import { placeWorkspace } from '#lib/server/mirror/kinds.ts'
import { defineAction } from './define.ts'
import type { ActionContext } from './define.ts'
import { desiredState, madeSince } from './read-back.ts'

export const createWorkspace = defineAction({
  names: ['workspace.create'],
  name: () => 'workspace.create',
  power: () => 'workspaces.create',
  input: createWorkspaceInput,
  target: () => ({ kind: 'workspace', id: null, workspace_id: null }),
  object: z.null(),
  load: async () => null,
  policyFacts: (_, { tags }) => ({ tags_after: tags ?? {} }),
  check: (person) => workspaceCan.create(person),
  perform: ({ admin }, input) => admin.workspaces.create(input),
  // Names repeat (trap 8): only a workspace of this name that is newer than the intent can be ours.
  readBack: async ({ admin }, { name }, _, sinceMs) => {
    const { value } = await admin.workspaces.list({ limit: 1000 })
    const made = value.data.find((workspace) => workspace.name === name && madeSince(workspace.created_at, sinceMs))
    return made === undefined ? { state: 'not_applied' as const } : { state: 'applied' as const, value: made }
  },
  effects: (workspace) => ({ upserts: [placeWorkspace(workspace)], stale: ['workspace_member'] }),
  created: (workspace) => workspace.id,
  describe: (_, { name }) => `Create the workspace ${name}`,
})

type Loaded = { workspace: Workspace; facts: WorkspaceFacts }

async function loadWorkspace(context: ActionContext, id: string): Promise<Loaded> {
  const [{ value }, facts] = await Promise.all([context.admin.workspaces.retrieve(id), context.workspaceFacts(id)])
  const { name, archived_at } = value
  return { workspace: value, facts: { id, name, archived_at, is_default: facts.is_default } }
}

/** Rename, recolour, tag. Tags merge, and a null value deletes that tag (trap 21). */
export const updateWorkspace = defineAction({
  names: ['workspace.rename', 'workspace.tag', 'workspace.update'],
  name: ({ name, tags }) => {
    if (name !== undefined) return 'workspace.rename'
    return tags === undefined ? 'workspace.update' : 'workspace.tag'
  },
  power: () => 'workspaces.update',
  input: updateWorkspaceInput,
  target: ({ workspace_id }) => ({ kind: 'workspace', id: workspace_id, workspace_id }),
  load: (context, { workspace_id }) => loadWorkspace(context, workspace_id),
  object: workspaceSchema,
  objectBefore: ({ workspace }) => workspace,
  policyFacts: ({ workspace }, { tags, ...rest }) => ({
    tags: workspace.tags,
    tags_after: tagsAfter(workspace, tags ?? {}),
    also: partsOf({ tags, ...rest }),
  }),
  check: (person, { facts, workspace }, { name, data_residency, external_key_id, user_profile_id }) =>
    firstRefusal(
      () => workspaceCan.tag(person, facts),
      () =>
        [data_residency, external_key_id, user_profile_id].every((part) => part === undefined)
          ? yes
          : workspaceCan.configure(person, facts),
      () => (name === undefined || name === workspace.name ? yes : workspaceCan.rename(person, facts)),
    ),
  perform: ({ admin }, { workspace_id, ...body }) => admin.workspaces.update(workspace_id, body),
  readBack: ({ admin }, { workspace_id, ...body }) =>
    desiredState(
      () => admin.workspaces.retrieve(workspace_id),
      (workspace) => holdsWanted(workspace, body),
    ),
  effects: (workspace) => ({ upserts: [placeWorkspace(workspace)] }),
  undo: ({ input: { workspace_id, name, display_color, tags, data_residency }, object }) => {
    if (data_residency !== undefined) return null
    const input = {
      workspace_id,
      ...(name === undefined ? {} : { name: object.name }),
      ...(display_color === undefined ? {} : { display_color: object.display_color }),
      ...(tags === undefined ? {} : { tags: tagsBefore(object, tags) }),
    }
    return { action: 'workspace.update', input }
  },
  describe: ({ workspace }, { name, tags }) => {
    if (name !== undefined) return `Rename the workspace ${workspace.name} to ${name}`
    return tags === undefined ? `Change the workspace ${workspace.name}` : `Change the tags of ${workspace.name}`
  },
})

/** DANGER: irreversible; every API key of the workspace is archived within seconds (trap 17). */
export const archiveWorkspace = defineAction({
  names: ['workspace.archive'],
  name: () => 'workspace.archive',
  power: () => 'workspaces.archive',
  stepUp: () => true,
  input: archiveWorkspaceInput,
  target: ({ workspace_id }) => ({ kind: 'workspace', id: workspace_id, workspace_id }),
  load: (context, { workspace_id }) => loadWorkspace(context, workspace_id),
  object: workspaceSchema,
  objectBefore: ({ workspace }) => workspace,
  policyFacts: ({ workspace }) => ({ tags: workspace.tags }),
  check: (person, { facts }) => workspaceCan.archive(person, facts),
  perform: ({ admin }, { workspace_id }) => admin.workspaces.archive(workspace_id),
  readBack: ({ admin }, { workspace_id }) =>
    desiredState(
      () => admin.workspaces.retrieve(workspace_id),
      (workspace) => workspace.archived_at !== null,
    ),
  effects: (workspace) => ({ upserts: [placeWorkspace(workspace)], stale: ['api_key'] }),
  describe: ({ workspace }) => `Archive the workspace ${workspace.name}`,
})

type UpdateBody = {
  name?: string | undefined
  display_color?: string | undefined
  tags?: Record<string, string | null> | undefined
  data_residency?: object | undefined
}

function holdsWanted(workspace: Workspace, body: UpdateBody): boolean {
  const wantedTags = Object.entries(body.tags ?? {})
  const residency = new Map(Object.entries(workspace.data_residency ?? {}))
  return (
    (body.name === undefined || workspace.name === body.name) &&
    (body.display_color === undefined || workspace.display_color.toLowerCase() === body.display_color.toLowerCase()) &&
    wantedTags.every(([key, value]) => (workspace.tags[key] ?? null) === value) &&
    Object.entries(body.data_residency ?? {}).every(
      ([key, value]) => JSON.stringify(residency.get(key)) === JSON.stringify(value),
    )
  )
}

/** One call may rename, tag and recolour; the name it goes by tells only of the first. */
function partsOf({ name, tags, display_color, data_residency, ...rest }: UpdateBody & object): string[] {
  const others = [display_color, data_residency, ...Object.values({ ...rest, workspace_id: undefined })]
  return [
    ...(name === undefined ? [] : ['workspace.rename']),
    ...(tags === undefined ? [] : ['workspace.tag']),
    ...(others.every((value) => value === undefined) ? [] : ['workspace.update']),
  ]
}

function tagsAfter(workspace: Workspace, change: Record<string, string | null>): Record<string, string> {
  const merged = Object.entries({ ...workspace.tags, ...change })
  return Object.fromEntries(merged.flatMap(([key, value]) => (value === null ? [] : [[key, value]])))
}

function tagsBefore(workspace: Workspace, tags: Record<string, string | null>): Record<string, string | null> {
  return Object.fromEntries(Object.keys(tags).map((key) => [key, workspace.tags[key] ?? null]))
}
