'use client'
import { useQueryClient } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { Button, IconButton } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, TextInput } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { useTakeBack } from '#components/audit/use-take-back.ts'
import { tellUndoable } from '#components/ui/tell.ts'
import { showToast } from '#components/ui/toast-store.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { isProposed, isToldElsewhere } from '#lib/client/api-error.ts'
import { createWorkspace, updateWorkspace } from '#lib/client/workspaces.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'
import { pairsOf, tagChange, tagProblem } from './tag-rules.ts'
import type { TagPair } from './tag-rules.ts'

type Props = {
  /** The workspace to change; null makes a new one. */
  workspace: WorkspaceRow | null
  /** Why the name may not be changed; null when it may. */
  nameRefusal: string | null
  onClose: () => void
}

const longestName = 255

/** Name, colour and tags of a new or an existing workspace. */
export function WorkspaceDialog({ workspace, nameRefusal, onClose }: Props) {
  const client = useQueryClient()
  const takeBack = useTakeBack()
  const [name, setName] = useState(workspace?.name ?? '')
  const [color, setColor] = useState(workspace?.display_color ?? '#6C5BB9')
  const [pairs, setPairs] = useState<TagPair[]>(() => pairsOf(workspace?.tags ?? {}))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const wrongTags = tagProblem(pairs)
  const refusal = name.trim() === '' ? 'Give it a name first.' : wrongTags

  const save = async () => {
    const trimmed = name.trim()
    if (workspace === null) {
      const tags = Object.fromEntries(pairs.map((pair) => [pair.key.trim(), pair.value]))
      await startMutation(client, createWorkspace(client), { name: trimmed, display_color: color, tags })
      showToast({ text: `${trimmed} was created.` })
      return
    }
    const tags = tagChange(workspace.tags, pairs)
    const change = {
      ...(trimmed === workspace.name ? {} : { name: trimmed }),
      ...(color.toLowerCase() === workspace.display_color.toLowerCase() ? {} : { display_color: color }),
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
    }
    if (Object.keys(change).length === 0) {
      showToast({ text: `${trimmed} was saved.` })
      return
    }
    const answer = await startMutation(client, updateWorkspace(client), { id: workspace.id, change })
    const words = { done: `${workspace.name} is as it was.`, still: `${trimmed} stays as it was saved.` }
    tellUndoable(`${trimmed} was saved.`, takeBack(answer, words))
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (refusal !== null || busy) return
    setBusy(true)
    setError(null)
    try {
      await save()
      onClose()
    } catch (problem) {
      if (isProposed(problem)) return onClose()
      setError(isToldElsewhere(problem) ? null : problem)
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={workspace === null ? 'Create a workspace' : `Edit ${workspace.name}`}
      onClose={onClose}
      busy={busy}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" form="workspace" look="primary" busy={busy} refusal={refusal}>
            {workspace === null ? 'Create workspace' : 'Save'}
          </Button>
        </>
      }
    >
      <form id="workspace" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        {error === null ? null : <Problem error={error} />}
        <Field label="Name" hint={nameRefusal}>
          {(ids) => (
            <TextInput
              {...ids}
              data-autofocus=""
              maxLength={longestName}
              value={name}
              readOnly={nameRefusal !== null}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Colour">
          {(ids) => (
            <TextInput
              {...ids}
              type="color"
              className="max-w-16 p-1"
              value={color}
              onChange={(event) => setColor(event.target.value)}
            />
          )}
        </Field>
        <TagsEditor pairs={pairs} problem={wrongTags} onChange={setPairs} />
      </form>
    </Dialog>
  )
}

type TagsProps = { pairs: readonly TagPair[]; problem: string | null; onChange: (pairs: TagPair[]) => void }

function TagsEditor({ pairs, problem, onChange }: TagsProps) {
  const change = (at: number, patch: Partial<TagPair>) =>
    onChange(pairs.map((pair, index) => (index === at ? { ...pair, ...patch } : pair)))
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-strong">Tags</legend>
      {pairs.map((pair, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- pairs have no identity but their place while somebody types
        <div key={at} className="flex items-center gap-2">
          <TextInput
            aria-label={`Key of tag ${at + 1}`}
            placeholder="Key"
            maxLength={128}
            value={pair.key}
            onChange={(event) => change(at, { key: event.target.value })}
          />
          <TextInput
            aria-label={`Value of tag ${at + 1}`}
            placeholder="Value"
            maxLength={256}
            value={pair.value}
            onChange={(event) => change(at, { value: event.target.value })}
          />
          <IconButton label={`Remove tag ${at + 1}`} onClick={() => onChange(pairs.filter((_, index) => index !== at))}>
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
      {problem === null ? null : <p className="text-small text-danger">{problem}</p>}
      <div>
        <Button small onClick={() => onChange([...pairs, { key: '', value: '' }])}>
          <Plus size={14} aria-hidden />
          Add tag
        </Button>
      </div>
    </fieldset>
  )
}
