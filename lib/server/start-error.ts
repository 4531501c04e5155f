import 'server-only'
import { NamedError } from '#lib/server/named-error.ts'

/** Why the portal must not start: one line for the person who starts it. */
export class StartError extends NamedError {
  static override readonly errorName = 'StartError'
}
