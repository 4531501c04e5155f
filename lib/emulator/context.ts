import type { z } from 'zod'
import { badRequest } from './refusal.ts'
import type { World } from './world.ts'

/** One request as it came in, free of any HTTP library. */
export type Call = {
  method: string
  path: string
  query: URLSearchParams
  header: (name: string) => string | null
  body: string
}

export const apiVersions = ['2023-06-01', '2026-10-21'] as const
export type ApiVersion = (typeof apiVersions)[number]

export type Context = {
  world: World
  call: Call
  version: ApiVersion
  /** A part of the path; empty when the route has none of that name. */
  param: (name: string) => string
}

export type Handler = (context: Context) => unknown

export function readJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest('The request body is not valid JSON.')
  }
}

/** The body, checked. Unknown fields are ignored unless the world's switch says otherwise (contract 16.2). */
export function readBody<Shape extends z.ZodRawShape>(
  context: Context,
  schema: z.ZodObject<Shape>,
): z.infer<z.ZodObject<Shape>> {
  const parsed = schema.safeParse(readJson(context.call.body))
  if (!parsed.success) throw badRequest(describeIssues(parsed.error))
  if (context.world.switches.refuse_unknown_fields) refuseUnknownFields(context.call.body, schema)
  return parsed.data
}

function refuseUnknownFields(body: string, schema: z.ZodObject): void {
  const unknown = Object.keys(readJson(body) as Record<string, unknown>).filter((key) => !(key in schema.shape))
  if (unknown.length > 0) throw badRequest(`${unknown.join(', ')}: Extra inputs are not permitted`)
}

export function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ')
}

/** A query value; an empty one counts as absent, because SDKs send null that way (contract 2.2). */
export function queryValue(context: Context, name: string): string | undefined {
  const value = context.call.query.get(name)
  return value === null || value === '' ? undefined : value
}

/** A bracketed array filter (`roles[]=a&roles[]=b`); undefined when there is none. */
export function queryList(context: Context, name: string, allowed?: readonly string[]): string[] | undefined {
  const values = context.call.query.getAll(`${name}[]`).filter((value) => value !== '')
  for (const value of values) {
    if (allowed !== undefined && !allowed.includes(value)) throw unexpectedValue(`${name}[]`, value, allowed)
  }
  return values.length === 0 ? undefined : values
}

export function queryChoice(context: Context, name: string, allowed: readonly string[]): string | undefined {
  const value = queryValue(context, name)
  if (value !== undefined && !allowed.includes(value)) throw unexpectedValue(name, value, allowed)
  return value
}

export function queryBoolean(context: Context, name: string): boolean {
  return queryChoice(context, name, ['true', 'false']) === 'true'
}

function unexpectedValue(name: string, value: string, allowed: readonly string[]): Error {
  return badRequest(`${name}: '${value}' is not one of ${allowed.join(', ')}.`)
}

export function hasBeta(call: Call, beta: string): boolean {
  const asked = call.header('anthropic-beta') ?? ''
  return asked.split(',').some((name) => name.trim() === beta)
}
