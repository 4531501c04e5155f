import { queryOptions } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { SettingsView } from '#lib/schemas/views.ts'
import { readIfChanged } from './api.ts'

export const settingsKey = ['settings'] as const

export function settingsQuery(first?: SettingsView) {
  return queryOptions({
    queryKey: settingsKey,
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.settings(), client.getQueryData<SettingsView>(settingsKey), signal),
    refetchInterval: 10_000,
    ...(first ? { initialData: first } : {}),
  })
}
