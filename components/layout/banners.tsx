'use client'
import { Notice } from '#components/ui/notice.tsx'
import { FreezeBanner } from './freeze-banner.tsx'
import { useShell } from './shell-context.tsx'

/** The live region is always in the page: a screen reader tells only what comes into one that it already knows. */
export function Banners() {
  const { banners } = useShell()
  return (
    <div aria-live="polite" className="shrink-0">
      {banners.length === 0 ? null : (
        <section aria-label="Notices" className="border-b border-line">
          {banners.map((banner) => (
            <Notice key={banner.text} tone={banner.tone}>
              {banner.text}
            </Notice>
          ))}
        </section>
      )}
      <FreezeBanner />
    </div>
  )
}
