'use client'
import { FailedPage } from '#components/layout/failed-page.tsx'
import type { FailedPageProps } from '#components/layout/failed-page.tsx'

export default function ErrorPage(props: FailedPageProps) {
  return <FailedPage {...props} />
}
