import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { root } from '../scripts/standalone/build.ts'

export type RouteFile = { file: string; template: string; methods: string[] }

/** Values for the variable parts of addresses, by their names in the file tree. */
export type Parts = Record<string, string>

const zeros = '0'.repeat(24)

/** Well-formed ids of Steward's own that nothing has. */
export const nobodysParts: Parts = {
  session_id: `session_${zeros}`,
  person_id: `person_${zeros}`,
  token_id: `token_${zeros}`,
  grant_id: `grant_${zeros}`,
  proposal_id: `proposal_${zeros}`,
  job_id: `job_${zeros}`,
  jobId: `job_${zeros}`,
  event_id: '00000000-0000-4000-8000-000000000000',
  nextauth: 'session',
  noun: 'members',
}

/** Every `route.ts` below `app/api`, with the methods it exports; found in the sources, so that none is forgotten. */
export function apiRoutes(): RouteFile[] {
  return filesNamed('route.ts').map((file) => {
    const text = readFileSync(path.join(root, 'app', file), 'utf8')
    const named = [...text.matchAll(/export (?:const|async function|function) (GET|HEAD|POST|PUT|PATCH|DELETE)\b/g)]
    const renamed = [...text.matchAll(/ as (GET|HEAD|POST|PUT|PATCH|DELETE)\b/g)]
    const methods = [...named, ...renamed].flatMap(([, method]) => (method === undefined ? [] : [method]))
    if (methods.length === 0) throw new Error(`No exported method was found in ${file}`)
    return { file, template: addressOf(file), methods }
  })
}

/** The address templates of every `page.tsx`. */
export function pageTemplates(): string[] {
  return filesNamed('page.tsx').map(addressOf)
}

/** Fills a template; a part without a value is an error, so a new kind of address asks to be thought of. */
export function fill(template: string, parts: Parts): string {
  return template.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => {
    const value = parts[name]
    if (value === undefined) throw new Error(`No value for [${name}] of ${template}`)
    return value
  })
}

export function partsOf(template: string): string[] {
  return [...template.matchAll(/\[(?:\.\.\.)?(\w+)\]/g)].flatMap(([, name]) => (name === undefined ? [] : [name]))
}

function filesNamed(name: string): string[] {
  return readdirSync(path.join(root, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === name)
    .toSorted()
}

function addressOf(file: string): string {
  const parts = path
    .dirname(file)
    .split(path.sep)
    .filter((part) => part !== '.' && !part.startsWith('('))
  return `/${parts.join('/')}`
}
