import {
  Boxes,
  Gauge,
  Grid3x3,
  History,
  KeyRound,
  ListChecks,
  MailPlus,
  ScrollText,
  Settings,
  Stamp,
  Users,
} from 'lucide-react'
import { pagePaths } from '#lib/paths.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Power } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'

export type NavItem = { label: string; href: string; power: Power; keys: string; icon: typeof Users }

const navItems: readonly NavItem[] = [
  { label: 'Overview', href: pagePaths.overview(), power: 'organization.read', keys: 'g o', icon: Gauge },
  { label: 'Members', href: pagePaths.members(), power: 'members.read', keys: 'g m', icon: Users },
  { label: 'Invites', href: pagePaths.invites(), power: 'invites.read', keys: 'g i', icon: MailPlus },
  { label: 'Workspaces', href: pagePaths.workspaces(), power: 'workspaces.read', keys: 'g w', icon: Boxes },
  { label: 'Access', href: pagePaths.access(), power: 'workspaces.read', keys: 'g x', icon: Grid3x3 },
  { label: 'API keys', href: pagePaths.keys(), power: 'keys.read', keys: 'g k', icon: KeyRound },
  { label: 'Approvals', href: pagePaths.approvals(), power: 'proposals.read', keys: 'g p', icon: Stamp },
  { label: 'Jobs', href: pagePaths.jobs(), power: 'jobs.read', keys: 'g j', icon: ListChecks },
  { label: 'Audit log', href: pagePaths.audit(), power: 'audit.read', keys: 'g a', icon: ScrollText },
  { label: 'History', href: pagePaths.history(), power: 'organization.read', keys: 'g h', icon: History },
  { label: 'Settings', href: pagePaths.settings(), power: 'sessions.manage', keys: 'g s', icon: Settings },
]

/** The pages this person has any power to see. */
export function navItemsFor(person: Person): readonly NavItem[] {
  return navItems.filter((item) => extentOf(person, item.power) !== 'none')
}

export function isCurrent(item: NavItem, pathname: string): boolean {
  return item.href === '/' ? pathname === '/' : pathname === item.href || pathname.startsWith(`${item.href}/`)
}
