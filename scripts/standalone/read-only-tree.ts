import { chmodSync, lstatSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** Every file and folder below a place, with what changes when somebody writes. Links count as themselves. */
export function inventory(place: string): Map<string, string> {
  const entries = new Map<string, string>()
  for (const name of readdirSync(place, { recursive: true, encoding: 'utf8' })) {
    const stat = lstatSync(path.join(place, name))
    entries.set(name, `${stat.mode} ${stat.mtimeMs} ${stat.isDirectory() ? 'folder' : stat.size}`)
  }
  return entries
}

/** What differs between two inventories of one place. */
export function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => before.get(name) !== after.get(name))
}

/** Takes or gives back the right to write for everybody, from the top down or back up. */
export function setWritable(place: string, writable: boolean): void {
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' })
  for (const file of [place, ...names.map((name) => path.join(place, name))]) {
    const stat = lstatSync(file)
    if (stat.isSymbolicLink()) continue
    chmodSync(file, writable ? stat.mode | 0o200 : (stat.mode | 0o444) & ~0o222)
  }
}
