import 'server-only'
import { readFileSync, statSync } from 'node:fs'

export type Source = Record<string, string | undefined>
export type EnvProblem = { variable: string; wrong: string; fix: string }

/** Every problem at once, one line each: nobody should have to start ten times to find ten mistakes. */
export class EnvError extends Error {
  readonly problems: readonly EnvProblem[]

  constructor(problems: readonly EnvProblem[]) {
    super(problems.map(({ variable, wrong, fix }) => `${variable} ${wrong}. ${fix}.`).join('\n'))
    this.name = 'EnvError'
    this.problems = problems
  }
}

/** Reads variables and collects what is wrong with them; the caller decides when to throw. */
export class EnvReader {
  readonly problems: EnvProblem[] = []
  readonly warnings: string[] = []
  readonly #source: Source

  constructor(source: Source) {
    this.#source = source
  }

  refuse(variable: string, wrong: string, fix: string): void {
    this.problems.push({ variable, wrong, fix })
  }

  /** An empty variable counts as absent: compose files pass `X=` for what nobody set. */
  text(variable: string): string | null {
    const value = this.#source[variable]
    return value === undefined || value.trim() === '' ? null : value.trim()
  }

  required(variable: string, fix: string): string {
    const value = this.text(variable)
    if (value === null) this.refuse(variable, 'is not set', fix)
    return value ?? ''
  }

  integer(variable: string, bounds: { min: number; max: number; fallback: number }): number {
    const value = this.text(variable)
    if (value === null) return bounds.fallback
    const number = Number(value)
    if (/^\d{1,9}$/.test(value) && number >= bounds.min && number <= bounds.max) return number
    this.refuse(
      variable,
      'is not a whole number in its range',
      `Use ${bounds.min} to ${bounds.max}, or leave it out for ${bounds.fallback}`,
    )
    return bounds.fallback
  }

  /** The value of `X`, or the content of the file named by `X_FILE`. Null when neither is set or the file is refused. */
  secret(variable: string): string | null {
    const direct = this.text(variable)
    const file = this.text(`${variable}_FILE`)
    if (file === null) {
      if (direct !== null)
        this.warnings.push(`${variable} is in the environment; ${variable}_FILE keeps it out of /proc`)
      return direct
    }
    const content = this.#secretFile(`${variable}_FILE`, file)
    if (content !== null && direct !== null && direct !== content) {
      this.refuse(variable, `differs from the content of ${variable}_FILE`, 'Set only one of the two')
    }
    return content
  }

  #secretFile(variable: string, file: string): string | null {
    const refuse = (wrong: string, fix: string) => {
      this.refuse(variable, wrong, fix)
      return null
    }
    let content: string
    try {
      const stat = statSync(file)
      if (!stat.isFile()) return refuse('does not name a file', 'Name a readable file that holds only the value')
      if (stat.size > 65_536) return refuse('names a file over 64 kB', 'The file must hold only the value')
      if ((stat.mode & 0o077) !== 0) this.warnings.push(`${variable} can be read by other accounts; use mode 0400`)
      content = readFileSync(file, 'utf8')
    } catch {
      return refuse('cannot be read', 'Check that the file exists and this account may read it')
    }
    if (content.startsWith('\uFEFF')) return refuse('starts with a byte order mark', 'Save it as plain UTF-8')
    if (content.includes('\r')) return refuse('has Windows line ends', 'Save it with Unix line ends')
    const value = content.endsWith('\n') ? content.slice(0, -1) : content
    if (value.trim() === '') return refuse('names an empty file', 'Put the value into the file')
    if (value.includes('\n')) return refuse('has more than one line', 'The file must hold only the value')
    return value
  }
}
