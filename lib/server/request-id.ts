import 'server-only'
import { randomBytes } from 'node:crypto'

const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** `req_` and 24 characters, like upstream's. */
export function newRequestId(): string {
  return `req_${Array.from(randomBytes(24), (byte) => letters.charAt(byte % letters.length)).join('')}`
}
