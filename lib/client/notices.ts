import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { NoticeChannel, NoticesView, NoticeTested } from '#lib/schemas/notices.ts'
import { readIfChanged, write } from './api.ts'

const noticesKey = ['notices'] as const

export function noticesQuery() {
  return queryOptions({
    queryKey: noticesKey,
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.notices(), client.getQueryData<NoticesView>(noticesKey), signal),
    refetchInterval: 10_000,
  })
}

/** Sends a test message over one channel; the delivery log then has it. */
export function testNotices(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['notices', 'test'],
    mutationFn: (channel: NoticeChannel) => write<NoticeTested>('POST', portalPaths.testNotices(), { channel }),
    onSettled: () => void client.invalidateQueries({ queryKey: noticesKey }),
  })
}
