import 'server-only'

export const newestVersion = '2026-10-21'
export const olderVersion = '2023-06-01'

/** Contract section 3: under 2023-06-01 a key also carries `workspace_id`, null for the default workspace. */
export function shapeForVersion(value: unknown, version: string, defaultWorkspaceId: string | null): unknown {
  if (version !== olderVersion || typeof value !== 'object' || value === null) return value
  if (!('type' in value) || value.type !== 'api_key' || !('scope' in value)) return value
  const { scope } = value
  const home = typeof scope === 'object' && scope !== null && 'workspace_id' in scope ? scope.workspace_id : null
  return { ...value, workspace_id: home === defaultWorkspaceId ? null : home }
}
