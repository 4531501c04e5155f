'use client'
import { Download } from 'lucide-react'
import type { DragEvent } from 'react'
import { useState } from 'react'
import { download } from '#components/table/download.ts'
import { Button } from '#components/ui/button.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { FileButton } from '#components/ui/file-button.tsx'
import { Field, TextArea } from '#components/ui/field.tsx'
import type { ImportKind } from '#lib/schemas/jobs.ts'
import { importWords } from './import-kinds.ts'
import type { ImportWords } from './import-kinds.ts'
import { countRows, importProblem, mostImportBytes } from './import-text.ts'
import { openPlan } from './open-plan.ts'

type ImportDialogProps = { kind: ImportKind; workspaceName?: string; onClose: () => void }

/** Choose, drop or paste a table; then its plan. What must not leave the browser is refused here. */
export function ImportDialog({ kind, workspaceName, onClose }: ImportDialogProps) {
  const words = importWords[kind]
  const table = useTable()
  const refusal = table.text === '' ? 'Choose a file or paste a table first.' : table.problem
  const run = () => {
    const title = table.name === '' ? words.does : `${words.does} from ${table.name}`
    const name = table.name === '' ? 'pasted' : table.name
    return openPlan({ title: title.slice(0, 200), kind: 'import', wanted: { file: { kind, name, text: table.text } } })
  }
  return (
    <FormDialog wide title={words.title} onClose={onClose} submitLabel="Show the plan" refusal={refusal} run={run}>
      <Columns words={words} />
      <div className="flex flex-wrap gap-2">
        <FileButton label="CSV file" take={(file) => void table.take(file)}>
          Choose a file…
        </FileButton>
        <Button
          look="quiet"
          onClick={() => download(`example-${kind.replaceAll('_', '-')}`, 'csv', words.example(workspaceName))}
        >
          <Download size={14} aria-hidden />
          Download an example
        </Button>
      </div>
      <TableField table={table} placeholder={words.example(workspaceName)} />
    </FormDialog>
  )
}

type Table = {
  name: string
  text: string
  problem: string | null
  write: (text: string) => void
  take: (file: File) => Promise<void>
}

/** What was brought. A text that must not be sent is not kept either. */
function useTable(): Table {
  const [{ name, text }, setBrought] = useState({ name: '', text: '' })
  const [problem, setProblem] = useState<string | null>(null)
  const keep = (brought: { name: string; text: string }) => {
    const found = brought.text === '' ? null : importProblem(brought.text)
    setProblem(found === null || brought.name === '' ? found : `${brought.name}: ${found}`)
    if (found === null) setBrought(brought)
  }
  const take = async (file: File) => {
    if (file.size > mostImportBytes) return setProblem(`${file.name} is larger than 2 MB.`)
    keep({ name: file.name.slice(0, 255), text: await file.text() })
  }
  return { name, text, problem, write: (typed) => keep({ name, text: typed }), take }
}

function TableField({ table, placeholder }: { table: Table; placeholder: string }) {
  const rows = countRows(table.text)
  const counted = `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'} below the header`
  const from = table.name === '' ? '' : ` from ${table.name}`
  const drop = (event: DragEvent) => {
    const file = event.dataTransfer.files[0]
    if (file === undefined) return
    event.preventDefault()
    void table.take(file)
  }
  return (
    <Field
      label="Table"
      hint={
        table.text === ''
          ? 'Drop a file here, or paste its lines. Nothing is changed before you have seen the plan.'
          : `${counted}${from}.`
      }
      problem={table.problem}
    >
      {(ids) => (
        <TextArea
          {...ids}
          rows={7}
          data-autofocus
          spellCheck={false}
          autoComplete="off"
          value={table.text}
          placeholder={placeholder}
          onChange={(event) => table.write(event.target.value)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={drop}
          className="font-mono text-small whitespace-pre"
        />
      )}
    </Field>
  )
}

function Columns({ words }: { words: ImportWords }) {
  return (
    <div className="flex flex-col gap-2">
      <p>A CSV file in UTF-8, separated by commas or semicolons. Its first line names the columns:</p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {words.columns.map(({ name, about }) => (
          <div key={name} className="contents">
            <dt className="font-mono text-small leading-5">{name}</dt>
            <dd className="text-soft">{about}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
