'use client'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { createContext, use } from 'react'
import { shellQuery } from '#lib/client/shell.ts'
import type { Shell } from '#lib/schemas/shell.ts'
import { PolicyProvider } from './policy-context.tsx'

const ShellContext = createContext<Shell | null>(null)

/** Keeps what surrounds the pages true while they are open: banners, waiting counts, the policy in force. */
export function ShellProvider({ first, children }: { first: Shell; children: ReactNode }) {
  const { data } = useQuery(shellQuery(first))
  return (
    <ShellContext value={data}>
      <PolicyProvider policy={data.policy}>{children}</PolicyProvider>
    </ShellContext>
  )
}

export function useShell(): Shell {
  const shell = use(ShellContext)
  if (shell === null) throw new Error('useShell outside the portal layout')
  return shell
}
