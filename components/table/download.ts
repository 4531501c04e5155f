'use client'
import { byteOrderMark } from '#lib/rules/export-rows.ts'

const kinds = { csv: 'text/csv;charset=utf-8', json: 'application/json' } as const

/** Saves text as a file named after the table and the day. */
export function download(name: string, kind: keyof typeof kinds, text: string): void {
  const parts = kind === 'csv' ? [byteOrderMark, text] : [text]
  const address = URL.createObjectURL(new Blob(parts, { type: kinds[kind] }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name}-${new Date().toISOString().slice(0, 10)}.${kind}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** Saves a file that the server makes, under the name it gives. */
export function saveFrom(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}
