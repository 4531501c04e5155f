/** Repeatable randomness: the same seed text always gives the same organization. */
export type Random = {
  /** A number from 0 up to, not including, 1. */
  next: () => number
  /** A whole number from 0 up to, not including, `limit`. */
  below: (limit: number) => number
  pick: <T>(choices: readonly T[]) => T
  /** `prefix` and 24 characters, as the service makes its ids (contract 2.5). */
  id: (prefix: string) => string
  uuid: () => string
}

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const hexadecimal = '0123456789abcdef'

function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

export function createRandom(seed: string): Random {
  let state = hashText(seed)

  function next(): number {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296
  }

  function below(limit: number): number {
    return Math.floor(next() * limit)
  }

  function characters(alphabet: string, length: number): string {
    let text = ''
    for (let index = 0; index < length; index += 1) text += alphabet.charAt(below(alphabet.length))
    return text
  }

  return {
    next,
    below,
    pick: (choices) => {
      const choice = choices[below(choices.length)]
      if (choice === undefined) throw new RangeError('There is nothing to pick from')
      return choice
    },
    id: (prefix) => `${prefix}01${characters(base58, 22)}`,
    uuid: () => {
      const parts = [8, 4, 3, 3, 12].map((length) => characters(hexadecimal, length))
      return `${parts[0]}-${parts[1]}-4${parts[2]}-${hexadecimal.charAt(8 + below(4))}${parts[3]}-${parts[4]}`
    },
  }
}
