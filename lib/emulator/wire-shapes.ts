import { Ajv } from 'ajv'

/** Response shapes written from section 8 of the contract, every field required and none besides. */

const text = { type: 'string' }
const optionalText = { type: ['string', 'null'] }
const utcTime = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?Z$' }
const optionalTime = { anyOf: [utcTime, { type: 'null' }] }

function id(prefix: string) {
  return { type: 'string', pattern: `^${prefix}_01[1-9A-HJ-NP-Za-km-z]{22}$` }
}

function shape(properties: Record<string, unknown>, optional: Record<string, unknown> = {}) {
  return {
    type: 'object',
    properties: { ...properties, ...optional },
    required: Object.keys(properties),
    additionalProperties: false,
  }
}

const orgRole = {
  enum: [
    'admin',
    'billing',
    'claude_code_user',
    'developer',
    'managed',
    'membership_admin',
    'owner',
    'primary_owner',
    'user',
  ],
}

const apiKey = {
  id: id('apikey'),
  type: { const: 'api_key' },
  name: text,
  status: { enum: ['active', 'inactive', 'archived', 'expired'] },
  created_at: utcTime,
  created_by: { anyOf: [shape({ id: text, type: { enum: ['user', 'service_account'] } }), { type: 'null' }] },
  expires_at: optionalTime,
  partial_key_hint: { type: ['string', 'null'], pattern: '^sk-ant-api03-\\w{3}\\.\\.\\.\\w{4}$' },
  principal: {
    anyOf: [
      shape({ type: { const: 'user_actor' }, user_id: id('user') }),
      shape({ type: { const: 'service_account_actor' }, service_account_id: id('svac') }),
      { type: 'null' },
    ],
  },
  scope: {
    anyOf: [
      shape({ type: { const: 'workspace' }, workspace_id: id('wrkspc') }),
      shape({ type: { const: 'organization' } }),
    ],
  },
}

const schemas = {
  user: shape({ id: id('user'), type: { const: 'user' }, email: text, name: text, role: orgRole, added_at: utcTime }),
  invite: shape({
    id: id('invite'),
    type: { const: 'invite' },
    email: text,
    role: orgRole,
    status: { enum: ['pending', 'accepted', 'expired', 'deleted'] },
    invited_at: utcTime,
    expires_at: utcTime,
    accepted_at: optionalTime,
    rbac_group_ids: { type: 'array', items: text },
  }),
  workspace: shape({
    id: id('wrkspc'),
    type: { const: 'workspace' },
    name: text,
    display_color: { type: 'string', pattern: '^#[0-9A-Fa-f]{6}$' },
    created_at: utcTime,
    archived_at: optionalTime,
    compartment_id: text,
    data_residency: shape({
      workspace_geo: { const: 'us' },
      allowed_inference_geos: {
        anyOf: [{ const: 'unrestricted' }, { type: 'array', items: { enum: ['global', 'us'] } }],
      },
      default_inference_geo: { enum: ['global', 'us'] },
    }),
    external_key_id: optionalText,
    tags: { type: 'object', additionalProperties: text },
    user_profile_id: optionalText,
  }),
  workspace_member: shape({
    type: { const: 'workspace_member' },
    user_id: id('user'),
    workspace_id: id('wrkspc'),
    workspace_role: {
      enum: [
        'workspace_user',
        'workspace_developer',
        'workspace_restricted_developer',
        'workspace_admin',
        'workspace_billing',
      ],
    },
  }),
  api_key: shape(apiKey),
  legacy_api_key: shape({ ...apiKey, workspace_id: { anyOf: [id('wrkspc'), { type: 'null' }] } }),
  error: shape({
    type: { const: 'error' },
    error: shape({ type: text, message: text }, { details: { type: 'object' } }),
    request_id: id('req'),
  }),
}

export type ShapeName = keyof typeof schemas

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })

/** What keeps `value` from having this shape; nothing when it has it. */
export function shapeProblems(name: ShapeName, value: unknown): string[] {
  const validate = ajv.compile(schemas[name])
  if (validate(value)) return []
  return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? ''}`)
}
