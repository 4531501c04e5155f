'use client'
import { Upload } from 'lucide-react'
import type { ReactNode } from 'react'
import { useRef } from 'react'
import { Button } from './button.tsx'

type FileProps = { label: string; take: (file: File) => void; small?: boolean; children: ReactNode }

/** Lets somebody choose a table of text; the same file can be chosen again. `label` names it for screen readers. */
export function FileButton({ label, take, small, children }: FileProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        hidden
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) take(file)
        }}
      />
      <Button {...(small ? { small } : {})} onClick={() => input.current?.click()}>
        <Upload size={14} aria-hidden />
        {children}
      </Button>
    </div>
  )
}
