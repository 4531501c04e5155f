'use client'
import { usePathname } from 'next/navigation'
import { TabBar } from '#components/layout/tab-bar.tsx'
import { workspaceTabAddress, workspaceTabNames, workspaceTabs } from './workspace-tab-rules.ts'
import type { WorkspaceTab } from './workspace-tab-rules.ts'

type BarProps = { current: WorkspaceTab; counts: Partial<Record<WorkspaceTab, number>> }

export function WorkspaceTabBar({ current, counts }: BarProps) {
  const pathname = usePathname()
  const tabs = workspaceTabs.map((id) => ({
    id,
    label: workspaceTabNames[id],
    href: workspaceTabAddress(pathname, id),
    count: counts[id],
  }))
  return <TabBar label="Parts of this workspace" tabs={tabs} current={current} />
}
