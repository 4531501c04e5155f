import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { appearanceCookies, appearanceFrom } from '#components/layout/appearance.ts'
import './globals.css'
import { Providers } from './providers.tsx'

export const metadata: Metadata = {
  title: { default: 'Steward', template: '%s · Steward' },
  description: 'The control room of a Claude organization',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

/** No page is ever prerendered: a static page could carry no nonce, and every page belongs to one person. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection()
  const jar = await cookies()
  const appearance = appearanceFrom(jar.get(appearanceCookies.theme)?.value, jar.get(appearanceCookies.density)?.value)
  return (
    <html lang="en" data-theme={appearance.theme} data-density={appearance.density}>
      <body>
        <Providers appearance={appearance}>{children}</Providers>
      </body>
    </html>
  )
}
