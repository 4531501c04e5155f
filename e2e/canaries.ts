import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

export type Canary = { name: string; value: string }

/** Every shape in which a secret could lie in some bytes: as it is, encoded at any offset, backwards. */
export function shapesOf(value: string): string[] {
  const bytes = Buffer.from(value)
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  const reversed = Array.from(value).toReversed().join('')
  const based = [0, 1, 2].flatMap((offset) => {
    // The characters whose bits do not depend on what stands before or after the secret.
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '')
    const stable = text.slice(offset === 0 ? 0 : offset + 1, -1)
    return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const hex = bytes.toString('hex')
  const shapes = [value, reversed, hex, hex.toUpperCase(), percent, percent.toUpperCase(), encodeURIComponent(value)]
  return [...new Set([...shapes, ...based])]
}

export type Searcher = (place: string, content: Buffer | string) => void

/** Collects where canaries were found; the search works on bytes, so binary files are searched like text. */
export function createSearch(canaries: readonly Canary[]): {
  search: Searcher
  hits: string[]
  searched: () => number
} {
  const needles = canaries.flatMap(({ name, value }) =>
    shapesOf(value).map((shape) => ({ name, bytes: Buffer.from(shape) })),
  )
  const hits: string[] = []
  let searched = 0
  return {
    hits,
    searched: () => searched,
    search: (place, content) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      searched += bytes.byteLength
      for (const needle of needles) if (bytes.includes(needle.bytes)) hits.push(`${needle.name} in ${place}`)
    },
  }
}

export function searchFolder(folder: string, search: Searcher): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const file of files) {
    const place = path.join(file.parentPath, file.name)
    search(place, readFileSync(place))
  }
  return files.length
}

/** Every value of every row of every table, and then the files themselves with what deleted rows left behind. */
export function searchDatabase(folder: string, search: Searcher): Record<string, number> {
  const counts: Record<string, number> = {}
  const database = new Database(path.join(folder, 'steward.db'), { readonly: true })
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").pluck().all()
    for (const table of tables.filter((name) => typeof name === 'string')) {
      const rows: unknown[] = database.prepare(`select * from "${table}"`).all()
      for (const row of rows) {
        if (typeof row !== 'object' || row === null) continue
        for (const [column, value] of Object.entries(row))
          search(`${table}.${column}`, Buffer.isBuffer(value) ? value : String(value))
      }
      counts[table] = rows.length
    }
  } finally {
    database.close()
  }
  for (const name of readdirSync(folder)) search(name, readFileSync(path.join(folder, name)))
  return counts
}
