import { Badge } from '#components/ui/badge.tsx'
import type { WorkspaceRow } from '#lib/schemas/views.ts'

/** The workspace's colour; drawn, because the server may not render style attributes. */
export function WorkspaceDot({ color }: { color: string }) {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden className="shrink-0">
      <circle cx="5" cy="5" r="4.5" fill={/^#[0-9a-f]{6}$/i.test(color) ? color : 'currentColor'} />
    </svg>
  )
}

export function WorkspaceBadges({ row }: { row: Pick<WorkspaceRow, 'is_default' | 'is_claude_code' | 'archived_at'> }) {
  return (
    <>
      {row.is_default ? (
        <Badge tip="Cannot be renamed or archived; access follows the organization role.">Default</Badge>
      ) : null}
      {row.is_claude_code ? (
        <Badge tip="Protected: archiving it would end Claude Code sign-in.">Claude Code</Badge>
      ) : null}
      {row.archived_at === null ? null : <Badge>Archived</Badge>}
    </>
  )
}
