'use client'
import { X } from 'lucide-react'
import { Button, IconButton } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { nameOf, roleWords } from './access-words.ts'
import type { StagedChange, StagedLine } from './staging.ts'

type DialogProps = {
  lines: readonly StagedLine[]
  drop: (changes: readonly StagedChange[]) => void
  onClose: () => void
}

/** What is staged, by person; each line can be dropped. */
export function StagedDialog({ lines, drop, onClose }: DialogProps) {
  const dropLine = (line: StagedLine) => {
    drop([line])
    if (lines.length === 1) onClose()
  }
  return (
    <Dialog
      title="Staged changes"
      wide
      onClose={onClose}
      description="They are kept in this tab until they are planned or discarded."
      footer={
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      }
    >
      {groupsOf(lines).map(({ id, own }) => (
        <StagedGroup key={id} lines={own} dropLine={dropLine} />
      ))}
    </Dialog>
  )
}

function StagedGroup({ lines, dropLine }: { lines: readonly StagedLine[]; dropLine: (line: StagedLine) => void }) {
  const [first] = lines
  const who = first?.member === undefined ? (first?.user_id ?? '') : nameOf(first.member)
  return (
    <section aria-label={who}>
      <h3 className="font-strong">
        {who} {first?.member?.name ? <span className="font-normal text-soft">{first.member.email}</span> : null}
      </h3>
      <ul className="mt-1 rounded border border-line">
        {lines.map((line) => (
          <li
            key={line.workspace_id}
            className="flex min-h-(--row) items-center gap-3 border-b border-line px-3 py-1 last:border-b-0"
          >
            <span className="min-w-0 flex-1 break-words">{placeName(line)}</span>
            <span className="text-right">
              <span className="text-soft">{roleWords(line.from)}</span> → {roleWords(line.to)}
              {line.moved === null ? null : (
                <span className="block text-small text-caution">
                  Meanwhile it became {roleWords(line.moved.now)}. Stage it anew to change that.
                </span>
              )}
            </span>
            <IconButton small label={`Drop ${who} in ${placeName(line)}`} onClick={() => dropLine(line)}>
              <X size={14} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  )
}

function placeName(line: StagedLine): string {
  return line.workspace?.name ?? `${line.workspace_id} (not here any more)`
}

function groupsOf(lines: readonly StagedLine[]): { id: string; own: StagedLine[] }[] {
  const groups = new Map<string, StagedLine[]>()
  for (const line of lines) groups.set(line.user_id, [...(groups.get(line.user_id) ?? []), line])
  return [...groups].map(([id, own]) => ({ id, own }))
}
