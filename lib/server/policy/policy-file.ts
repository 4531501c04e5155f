import 'server-only'
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { policySchema } from '#lib/schemas/policy.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'

export type ParsedPolicy = { ok: true; policy: PolicyRules } | { ok: false; problems: string[] }

/** Reads the text of a policy file. Every problem names its line and its field. */
export function parsePolicy(text: string): ParsedPolicy {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => `line ${lines.linePos(pos[0]).line}: ${message}`)
    return { ok: false, problems }
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 50 }) ?? {}
  } catch {
    return { ok: false, problems: ['line 1: too many aliases'] }
  }
  const parsed = policySchema.safeParse(value)
  if (parsed.success) return { ok: true, policy: parsed.data }
  const problems = parsed.error.issues.map((issue) => {
    const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
    const line = lineOf(document, lines, [...issue.path, ...extra])
    return `line ${line}: ${[...issue.path, ...extra].join('.') || 'the file'}: ${issue.message}`
  })
  return { ok: false, problems }
}

/** The line of the deepest part of the path that the file really holds. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true)
    const name = path[length - 1]
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === name) : undefined
    const node = pair === undefined ? document.getIn(path.slice(0, length), true) : pair.key
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
