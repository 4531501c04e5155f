import { Notice } from '#components/ui/notice.tsx'
import type { NoticeTone } from '#components/ui/notice.tsx'

export type Banner = { tone: NoticeTone; text: string }

export function Banners({ banners }: { banners: readonly Banner[] }) {
  if (banners.length === 0) return null
  return (
    <section aria-label="Notices" className="shrink-0 border-b border-line">
      {banners.map((banner) => (
        <Notice key={banner.text} tone={banner.tone}>
          {banner.text}
        </Notice>
      ))}
    </section>
  )
}
