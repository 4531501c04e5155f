import 'server-only'
import type { z } from 'zod'
import { keyCan, workspaceOfKey } from '#lib/rules/key-can.ts'
import type { Power } from '#lib/rules/permissions.ts'
import { firstRefusal, yes } from '#lib/rules/verdict.ts'
import { apiKeySchema, updateApiKeyInput } from '#lib/schemas/keys.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import { placeKey } from '#lib/server/mirror/kinds.ts'
import { defineAction } from './define.ts'
import { desiredState } from './read-back.ts'

type Input = z.infer<typeof updateApiKeyInput>

const statusWords = { active: 'enable', inactive: 'disable', archived: 'archive' } as const

function powerOf({ status }: Input): Power {
  if (status === 'archived') return 'keys.archive'
  return status === undefined || status === null ? 'keys.rename' : 'keys.change_status'
}

/** Rename, disable, enable or archive. DANGER: archived is permanent; inactive is the reversible way to stop a key. */
export const updateApiKey = defineAction({
  names: ['key.rename', 'key.enable', 'key.disable', 'key.archive'],
  name: ({ status }) => (status === undefined || status === null ? 'key.rename' : `key.${statusWords[status]}`),
  power: powerOf,
  stepUp: ({ status }) => status === 'archived',
  input: updateApiKeyInput,
  // The workspace is the key's own, from upstream, and is not known before it is loaded (T3).
  target: ({ api_key_id }) => ({ kind: 'api_key', id: api_key_id, workspace_id: null }),
  object: apiKeySchema,
  workspaceOf: (key: ApiKey) => workspaceOfKey(key),
  policyFacts: ({ id, name }, input) => ({
    key: { id, name },
    // One call may rename and switch; the name it goes by tells only of the switch.
    ...(input.name === undefined || input.name === null ? {} : { also: ['key.rename'], key_name_after: input.name }),
  }),
  load: async ({ admin }, { api_key_id }) => (await admin.apiKeys.retrieve(api_key_id)).value,
  check: (person, key, { name, status }) =>
    firstRefusal(
      () => (name === undefined || name === null ? yes : keyCan.rename(person, key)),
      () => (status === 'archived' ? keyCan.archive(person, key) : yes),
      () => (status === 'active' || status === 'inactive' ? keyCan.changeStatus(person, key) : yes),
      // Neither given: upstream changes nothing, but whoever may not rename must not learn the key either.
      () => ((name ?? null) === null && (status ?? null) === null ? keyCan.rename(person, key) : yes),
    ),
  perform: ({ admin }, { api_key_id, ...body }) => admin.apiKeys.update(api_key_id, body),
  readBack: ({ admin }, { api_key_id, name, status }) =>
    desiredState(
      () => admin.apiKeys.retrieve(api_key_id),
      (key) => key.name === (name ?? key.name) && key.status === (status ?? key.status),
    ),
  effects: (key) => ({ upserts: [placeKey(key)] }),
  undo: ({ input: { api_key_id, name, status }, object }) => {
    // What is archived stays archived, so such a change is not half taken back either.
    if (status === 'archived') return null
    const renamed = name !== undefined && name !== null
    const switched = status === 'active' || status === 'inactive'
    const input = {
      api_key_id,
      ...(renamed ? { name: object.name } : {}),
      ...(switched ? { status: object.status } : {}),
    }
    return { action: switched ? 'key.enable' : 'key.rename', input }
  },
  describe: (key, { name, status }) => {
    const parts = [
      ...(status === undefined || status === null ? [] : [`${statusWords[status]} the key ${key.name}`]),
      ...(name === undefined || name === null ? [] : [`rename the key ${key.name} to ${name}`]),
    ]
    const text = parts.length === 0 ? `leave the key ${key.name} as it is` : parts.join(' and ')
    return text.charAt(0).toUpperCase() + text.slice(1)
  },
})
