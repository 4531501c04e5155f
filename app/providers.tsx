'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { AppearanceProvider } from '#components/layout/appearance-context.tsx'
import type { Appearance } from '#components/layout/appearance.ts'
import { Announcer } from '#components/ui/announcer.tsx'
import { Toaster } from '#components/ui/toaster.tsx'
import { TooltipHost } from '#components/ui/tooltip-host.tsx'
import { makeQueryClient } from '#lib/client/query-client.ts'

export function Providers({ appearance, children }: { appearance: Appearance; children: ReactNode }) {
  const [client] = useState(makeQueryClient)
  return (
    <QueryClientProvider client={client}>
      <AppearanceProvider initial={appearance}>
        {children}
        <Toaster />
        <TooltipHost />
        <Announcer />
      </AppearanceProvider>
    </QueryClientProvider>
  )
}
