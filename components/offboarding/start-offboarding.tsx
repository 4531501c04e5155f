'use client'
export function StartOffboarding(_: {
  member: { email: string }
  changes: readonly unknown[]
  onClose: () => void
  onStarted: (id: string) => void
}) {
  return null
}
