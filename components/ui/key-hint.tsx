export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keys.split(' ').map((key, index) => (
        <kbd
          key={index}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-small border border-line bg-sunken px-1 font-mono text-small text-soft"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
