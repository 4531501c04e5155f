import type { ReactNode } from 'react'
import { useId } from 'react'

type CheckLineProps = {
  label: ReactNode
  checked: boolean
  /** Why it may not be ticked or unticked; shown under it, not only on hover. */
  refusal?: string | null
  note?: ReactNode
  onToggle: () => void
}

/** A tick box with its words and what holds of it, as a line of a list. */
export function CheckLine({ label, checked, refusal = null, note, onToggle }: CheckLineProps) {
  const id = useId()
  const about = refusal ?? note
  return (
    <div className="flex items-start gap-3 px-4 py-2.5">
      <input
        type="checkbox"
        id={id}
        checked={checked}
        disabled={refusal !== null}
        onChange={onToggle}
        aria-describedby={about ? `${id}-about` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <label htmlFor={id} className="font-strong break-words">
          {label}
        </label>
        {about ? (
          <span id={`${id}-about`} className="block text-soft">
            {about}
          </span>
        ) : null}
      </span>
    </div>
  )
}
