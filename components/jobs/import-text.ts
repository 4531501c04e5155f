import { secretAt } from '#components/keys/cut-secret.ts'

export const mostImportBytes = 2 * 1024 * 1024

/** Why a text is not sent at all, in words; null when the server may read it. Asked before anything leaves the browser. */
export function importProblem(text: string): string | null {
  if (text.trim() === '') return 'There is nothing in it.'
  const at = secretAt(text)
  if (at !== null) {
    const line = text.slice(0, at).split(/\r\n|\n|\r/).length
    return `Line ${line} holds what looks like a whole API key. Nothing was sent. Name keys by their id or last characters, and consider this one leaked.`
  }
  // Between the bytes of another encoding no key would be found.
  if (text.includes('\0') || text.includes('\uFFFD'))
    return 'This is not text in UTF-8. Nothing was sent. Save it as CSV in UTF-8.'
  return new TextEncoder().encode(text).length > mostImportBytes ? 'This is larger than 2 MB.' : null
}

/** Lines with something in them below the header. */
export function countRows(text: string): number {
  return Math.max(0, text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '').length - 1)
}
