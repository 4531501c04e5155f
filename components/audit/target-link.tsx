import Link from 'next/link'
import { pagePaths } from '#lib/paths.ts'
import { isId } from '#lib/schemas/id-patterns.ts'
import type { AuditRow } from '#lib/schemas/views.ts'

type Target = Pick<AuditRow, 'target_kind' | 'target_id'>

const kindWords: Record<string, string> = {
  user: 'Member',
  invite: 'Invite',
  workspace: 'Workspace',
  workspace_member: 'Member',
  api_key: 'API key',
  proposal: 'Proposal',
}

function searched(path: string, id: string): string {
  return `${path}?${new URLSearchParams({ q: id }).toString()}`
}

function placeOf(id: string): string | null {
  if (isId('user', id)) return pagePaths.member(id)
  if (isId('workspace', id)) return pagePaths.workspace(id)
  if (isId('api_key', id)) return searched(pagePaths.keys(), id)
  if (isId('proposal', id)) return pagePaths.proposal(id)
  return isId('invite', id) ? searched(pagePaths.invites(), id) : null
}

/** The kind of the target, as a link to it where the portal has a page for it. */
export function TargetLink({ target }: { target: Target }) {
  const { target_kind, target_id } = target
  const words = kindWords[target_kind ?? ''] ?? target_kind ?? '–'
  const place = target_id === null ? null : placeOf(target_id)
  if (place === null)
    return (
      <span className="text-soft" {...(target_id === null ? {} : { 'data-tip': target_id })}>
        {words}
      </span>
    )
  return (
    <Link href={place} prefetch={false} data-tip={target_id ?? ''} className="hover:underline">
      {words}
    </Link>
  )
}
