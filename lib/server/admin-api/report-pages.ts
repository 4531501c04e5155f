import 'server-only'
import { NamedError } from '#lib/server/named-error.ts'
import type { Answer } from './client.ts'

/** A report that goes on for ever, or whose cursor stands still. */
export class EndlessReportError extends NamedError {
  static override readonly errorName = 'EndlessReportError'
}

type Page<T> = { data: T[]; has_more: boolean; next_page: string | null }

const mostPages = 200

/** All pages of a report by its opaque cursor (contract 4.2), at most 200. Throws EndlessReportError, UpstreamError. */
export async function wholeReport<T>(fetchPage: (page?: string) => Promise<Answer<Page<T>>>): Promise<T[]> {
  const found: T[] = []
  const seen = new Set<string>()
  let page: string | undefined
  for (let asked = 0; asked < mostPages; asked += 1) {
    const { value } = await fetchPage(page)
    found.push(...value.data)
    if (!value.has_more || value.next_page === null) return found
    if (seen.has(value.next_page)) throw new EndlessReportError('The Admin API gave the same page of a report twice.')
    seen.add(value.next_page)
    page = value.next_page
  }
  throw new EndlessReportError(`The Admin API gave more than ${mostPages} pages of one report.`)
}
