import { Button } from './button.tsx'

/** At the end of a list in a panel that started short; nothing where nothing is hidden. */
export function ShowMore({ hidden, show }: { hidden: number; show: () => void }) {
  if (hidden <= 0) return null
  return (
    <div className="border-t border-line px-2 py-1.5">
      <Button small look="quiet" onClick={show}>
        Show {hidden.toLocaleString('en')} more
      </Button>
    </div>
  )
}
