import { useId } from 'react'

/** `refusal` keeps the option in sight, disabled, and says why; else `about` says what it means. */
export type RadioOption = { value: string; label: string; refusal: string | null; about?: string | undefined }

type RadioProps = {
  legend: string
  options: readonly RadioOption[]
  value: string | null
  onChange: (value: string) => void
  /** Two options beside each other where there is room. */
  pairs?: boolean
  hint?: string
}

/** One of a few, all of them in sight. */
export function RadioChoice({ legend, options, value, onChange, pairs, hint }: RadioProps) {
  const name = useId()
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-strong">{legend}</legend>
      <div className={pairs ? 'grid gap-x-4 gap-y-1 desk:grid-cols-2' : 'grid gap-y-1'}>
        {options.map((option) => (
          <Radio
            key={option.value}
            name={name}
            option={option}
            checked={option.value === value}
            choose={() => onChange(option.value)}
          />
        ))}
      </div>
      {hint === undefined ? null : <p className="text-small text-soft">{hint}</p>}
    </fieldset>
  )
}

type OneProps = { name: string; option: RadioOption; checked: boolean; choose: () => void }

function Radio({ name, option: { value, label, refusal, about }, checked, choose }: OneProps) {
  const id = `${name}-${value}`
  const words = refusal ?? about
  return (
    <div className="grid grid-cols-[16px_1fr] items-start gap-x-2 py-0.5">
      <input
        id={id}
        type="radio"
        name={name}
        value={value}
        checked={checked}
        disabled={refusal !== null}
        aria-describedby={words === undefined ? undefined : `${id}-about`}
        onChange={choose}
        className="mt-0.5 size-4 accent-accent"
      />
      <label htmlFor={id} className={refusal === null ? '' : 'text-soft'}>
        {label}
      </label>
      {words === undefined ? null : (
        <span id={`${id}-about`} className="col-start-2 text-small text-soft">
          {words}
        </span>
      )}
    </div>
  )
}
