export const workspaceTabs = ['members', 'keys', 'usage', 'activity', 'settings'] as const
export type WorkspaceTab = (typeof workspaceTabs)[number]

export const workspaceTabNames: Record<WorkspaceTab, string> = {
  members: 'Members',
  keys: 'API keys',
  usage: 'Usage',
  activity: 'Activity',
  settings: 'Settings',
}

/** The tab an address asks for; the members when it asks for none that exists. */
export function workspaceTabOf(asked: string | null): WorkspaceTab {
  return workspaceTabs.find((tab) => tab === asked) ?? 'members'
}

/** The address of a tab: what another tab's table wrote there (search, filters, sort) stays behind. */
export function workspaceTabAddress(pathname: string, tab: WorkspaceTab): string {
  return tab === 'members' ? pathname : `${pathname}?${new URLSearchParams({ tab }).toString()}`
}
