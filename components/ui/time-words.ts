const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const momentFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
})

function known(at: string): Date | null {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? null : date
}

export function day(at: string): string {
  const date = known(at)
  return date ? `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}` : at
}

export function moment(at: string): string {
  const date = known(at)
  return date ? `${momentFormat.format(date)} UTC` : at
}

const units = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
] as const

/** A length of time in its largest whole unit: "40 s", "3 h", "12 d". */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(Math.abs(milliseconds) / 1000))
  const unit = units.find((unit) => seconds >= unit.seconds) ?? units[units.length - 1]
  return unit === undefined ? '0 s' : `${Math.floor(seconds / unit.seconds)} ${unit.name}`
}

export function ago(at: string, now: number): string {
  const date = known(at)
  if (date === null) return at
  const passed = now - date.getTime()
  if (Math.abs(passed) < 5_000) return 'just now'
  return passed >= 0 ? `${span(passed)} ago` : `in ${span(passed)}`
}
