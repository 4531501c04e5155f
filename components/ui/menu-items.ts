import type { ReactNode } from 'react'

/** What a menu can hold. `refusal` keeps an item visible and reachable, and shows why it may not be used. */
export type MenuItem =
  | { kind: 'action'; label: string; icon?: ReactNode; danger?: boolean; refusal?: string | null; run: () => void }
  | { kind: 'link'; label: string; icon?: ReactNode; href: string; external?: boolean }
  | { kind: 'choice'; label: string; chosen: boolean; refusal?: string | null; run: () => void }
  | { kind: 'check'; label: string; checked: boolean; note?: string; run: (checked: boolean) => void }
  | { kind: 'heading'; label: string }
  | { kind: 'line' }
