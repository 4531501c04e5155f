import 'server-only'

/**
 * An error that is recognised by its name. Next evaluates a module once for each bundle, so the class that threw and
 * the class that catches may be two; `instanceof` between them must still hold (docs/traps.md).
 */
export class NamedError extends Error {
  /** Given by every subclass; minifiers change class names. */
  static readonly errorName: string = 'NamedError'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.errorName
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === this.errorName
  }
}
