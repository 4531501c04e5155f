/** The roots of the cached nouns. In a file of their own, because a write to one noun makes others stale. */
export const membersKey = ['members'] as const
export const workspacesKey = ['workspaces'] as const
export const workspaceDetailsKey = [...workspacesKey, 'detail'] as const
export const keysKey = ['keys'] as const
