'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { useRef, useState } from 'react'
import { secretWords } from '#components/keys/cut-secret.ts'
import { showToast } from '#components/ui/toast-store.ts'
import { cutPatch } from './cut-patch.ts'
import { readTableState, writeTableState } from './table-address.ts'
import type { TableRules, TableState } from './table-rules.ts'
import { writeSoon } from './write-soon.ts'

/**
 * Search, filters, sort and hidden columns: shown at once, soon after in the address, and taken over when the address
 * changes by somebody else's doing (a link, the back button). `own` are our writes the router has not told us of yet.
 */
export function useTableState<Row>(rules: TableRules<Row>) {
  const params = useSearchParams().toString()
  const pathname = usePathname()
  const forgetWrite = useRef<() => void>(undefined)
  const [state, setState] = useState(() => readTableState(new URLSearchParams(params), rules))
  const [seen, setSeen] = useState(params)
  const [own, setOwn] = useState<readonly string[]>([])

  if (params !== seen) {
    const at = own.indexOf(params)
    setSeen(params)
    setOwn(own.slice(at + 1))
    if (at < 0) setState(readTableState(new URLSearchParams(params), rules))
  }

  const write = (next: TableState) => {
    if (location.pathname !== pathname) return
    const now = new URLSearchParams(location.search)
    const then = writeTableState(now, next, rules).toString()
    if (then === now.toString()) return
    setOwn((list) => [...list, then])
    history.replaceState(null, '', then === '' ? pathname : `?${then}`)
  }
  const change = (typed: Partial<TableState>) => {
    const { patch, wasSecret } = cutPatch(typed)
    if (wasSecret) showToast({ text: secretWords })
    const next = { ...state, ...patch }
    setState(next)
    forgetWrite.current?.()
    forgetWrite.current = writeSoon(() => write(next))
  }
  return { state, change }
}
