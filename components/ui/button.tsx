import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { refusedProps } from './refusal.ts'

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger'

const looks: Record<ButtonLook, string> = {
  primary: 'border-transparent bg-accent text-accent-ink hover:opacity-90 font-strong',
  secondary: 'border-control/60 bg-surface text-ink hover:bg-hover',
  quiet: 'border-transparent text-soft hover:bg-hover hover:text-ink',
  danger: 'border-transparent bg-danger text-surface hover:opacity-90 font-strong',
}

export type ButtonProps = ComponentProps<'button'> & {
  look?: ButtonLook
  small?: boolean
  /** Why it may not be used. It stays visible and focusable, and says this on hover, focus and to screen readers. */
  refusal?: string | null | undefined
  busy?: boolean
  /** As wide as high, for a lone icon. */
  square?: boolean
}

/** Buttons are 32 px high, 28 when small; icon-only ones carry an `aria-label`. */
export function Button({
  look = 'secondary',
  small,
  refusal,
  busy,
  square,
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const blocked = Boolean(refusal) || busy === true
  return (
    <button
      type="button"
      {...rest}
      {...(refusal ? refusedProps(refusal) : {})}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      onClick={blocked ? (event) => event.preventDefault() : onClick}
      className={cx(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded border whitespace-nowrap',
        small ? 'h-7' : 'h-8',
        square ? 'aspect-square' : small ? 'px-2' : 'px-3',
        looks[look],
        blocked && 'opacity-55',
        className,
      )}
    >
      {children}
    </button>
  )
}

/** A square button with nothing but an icon; `label` is its name and its tooltip. */
export function IconButton({ label, ...rest }: ButtonProps & { label: string }) {
  return <Button look="quiet" square data-tip={label} aria-label={label} {...rest} />
}
