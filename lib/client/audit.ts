import { infiniteQueryOptions, keepPreviousData, mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import { formatAuditQuery, formatWords, parseAuditQuery } from '#lib/rules/audit-query.ts'
import type { AuditFilter } from '#lib/rules/audit-query.ts'
import type { AuditPage, AuditRow } from '#lib/schemas/views.ts'
import { read, write } from './api.ts'

const auditKey = ['audit'] as const
const freshFor = 30_000
/** The cursor of the first part. */
const newestFirst: number | null = null as number | null

/** What the server found for the text of the search box when it rendered the page. */
export type FirstAudit = { text: string; page: AuditPage }

/** The log, part by part, as the text of the search box asks for it. The server searches. */
export function auditQuery(text: string, first: FirstAudit) {
  const filter = parseAuditQuery(text)
  const asked = formatAuditQuery(filter)
  const known = asked === formatAuditQuery(parseAuditQuery(first.text))
  return infiniteQueryOptions({
    queryKey: [...auditKey, 'list', asked] as const,
    queryFn: ({ pageParam, signal }) => {
      const params = paramsOf(filter)
      if (pageParam !== null) params.set('before_seq', String(pageParam))
      return read<AuditPage>(`${portalPaths.audit()}?${params.toString()}`, signal)
    },
    initialPageParam: newestFirst,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
    staleTime: freshFor,
    // Whoever has gone down into the past is reading, not waiting for news.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : freshFor),
    refetchOnWindowFocus: (query) => (query.state.data?.pages.length ?? 0) <= 1,
    ...(known ? { initialData: { pages: [first.page], pageParams: [newestFirst] } } : {}),
  })
}

/** One action, wherever in the log it is. */
export function auditEventQuery(id: string, first: AuditRow | null) {
  return queryOptions({
    queryKey: [...auditKey, 'event', id] as const,
    queryFn: ({ signal }) => read<AuditRow>(portalPaths.auditEvent(id), signal),
    ...(first?.id === id ? { initialData: first } : {}),
  })
}

/** Where everything that the text asks for is to be had as a file. */
export function auditFile(text: string, format: 'csv' | 'jsonl'): string {
  const params = paramsOf(parseAuditQuery(text))
  params.set('format', format)
  return `${portalPaths.auditRows()}?${params.toString()}`
}

/** Takes an action back on the server, which knows whether that is still right. It may touch any list. */
export function undoAction(client: QueryClient) {
  return mutationOptions({
    mutationKey: [...auditKey, 'undo'],
    mutationFn: ({ event_id }: { event_id: string }) => write<{ event_id: string }>('POST', portalPaths.undo(event_id)),
    onSettled: () => client.invalidateQueries(),
  })
}

function paramsOf(filter: AuditFilter): URLSearchParams {
  const params = new URLSearchParams()
  for (const name of ['person', 'action', 'target', 'result', 'via', 'workspace', 'job'] as const)
    for (const value of filter[name]) params.append(`${name}[]`, value)
  if (filter.after !== null) params.set('after', filter.after)
  if (filter.before !== null) params.set('before', filter.before)
  if (filter.changes) params.set('changes', 'true')
  if (filter.words.length > 0) params.set('q', formatWords(filter.words))
  return params
}
