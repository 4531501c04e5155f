import { mutationOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import { write } from './api.ts'

export type SiemTested = { sinks: { name: string; to: string; lag: number; error: string | null }[] }

/** Writes a test event and delivers it; the settings then tell how far every sink is. */
export function testSiem(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['siem', 'test'],
    mutationFn: () => write<SiemTested>('POST', portalPaths.testSiem()),
    onSettled: () => void client.invalidateQueries({ queryKey: ['settings'] }),
  })
}
