/** The mark: a register with one line singled out. The same drawing as app/icon.svg. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden className="shrink-0 text-accent">
      <rect width="32" height="32" rx="7" fill="currentColor" />
      <g className="stroke-accent-ink" strokeWidth="3" strokeLinecap="round">
        <path d="M14.5 9.5h9" />
        <path d="M8.5 16h9" />
        <path d="M14.5 22.5h9" />
      </g>
      <g className="fill-accent-ink">
        <circle cx="9" cy="9.5" r="2" />
        <circle cx="23" cy="16" r="2" />
        <circle cx="9" cy="22.5" r="2" />
      </g>
    </svg>
  )
}
