import 'server-only'
import { z } from 'zod'
import type { Power } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Freshness } from '#lib/schemas/views.ts'
import { defineRead } from '#lib/server/reads/define.ts'
import type { Read, ReadResult } from '#lib/server/reads/define.ts'
import { viewText } from './view-text.ts'

type Viewed = Freshness & { revision: string }

/** A view as an answer: unchanged rows are told as 304, and only their age travels. */
export function viewResult(view: Viewed): ReadResult {
  const { synced_at, complete, missing, upstream_problem } = view
  return {
    body: view,
    text: viewText(view),
    etag: `"${view.revision}"`,
    freshness: { synced_at, complete, missing, upstream_problem },
  }
}

/** The GET of a view that asks for nothing but the power. */
export function viewRead(power: Power, view: (person: Person) => Promise<Viewed>): Read<Record<string, never>> {
  return defineRead({ power, input: z.object({}), run: async ({ person }) => viewResult(await view(person)) })
}
