import type { ReactNode } from 'react'
import { CopyText } from '#components/ui/copy-text.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Day } from '#components/ui/time.tsx'
import type { WorkspaceRow } from '#lib/schemas/views.ts'
import { NameCell } from './name-cell.tsx'
import { WorkspaceDot } from './workspace-badges.tsx'
import { tagWords } from './workspace-table-rules.ts'

/** Everything the organization keeps about the workspace; the buttons to change it are at the head of the page. */
export function WorkspaceSettingsTab({ workspace }: { workspace: WorkspaceRow }) {
  const residency = workspace.data_residency
  const geos = residency?.allowed_inference_geos
  return (
    <Panel title="Settings">
      <dl>
        <Line label="Name">
          <NameCell workspace={workspace} />
        </Line>
        <Line label="Colour">
          <span className="inline-flex items-center gap-2">
            <WorkspaceDot color={workspace.display_color} />
            <span className="font-mono text-small">{workspace.display_color}</span>
          </span>
        </Line>
        <Line label="Tags">
          <Tags tags={workspace.tags} />
        </Line>
        <Line label="Data at rest">{residency?.workspace_geo.toUpperCase() ?? 'Not told'}</Line>
        <Line label="Inference allowed in">{Array.isArray(geos) ? geos.join(', ') : (geos ?? 'Not told')}</Line>
        <Line label="Inference by default in">{residency?.default_inference_geo ?? 'Not told'}</Line>
        <Line label="Created">
          <Day at={workspace.created_at} />
        </Line>
        {workspace.archived_at === null ? null : (
          <Line label="Archived">
            <Day at={workspace.archived_at} />
          </Line>
        )}
        <Line label="Id">
          <CopyText text={workspace.id} what="id" />
        </Line>
      </dl>
    </Panel>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid min-h-(--row) grid-cols-[140px_minmax(0,1fr)] items-center gap-4 border-t border-line px-4 py-1 first:border-t-0 desk:grid-cols-[220px_minmax(0,1fr)]">
      <dt className="text-soft">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}

function Tags({ tags }: { tags: WorkspaceRow['tags'] }) {
  const words = tagWords(tags)
  if (words.length === 0) return <span className="text-soft">None</span>
  return (
    <ul className="flex flex-col">
      {words.map((word) => (
        <li key={word} className="break-words">
          {word}
        </li>
      ))}
    </ul>
  )
}
