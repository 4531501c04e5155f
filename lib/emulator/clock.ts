/** The time one emulated organization lives in: the real clock, shifted at will from the control door. */
export type Clock = {
  now: () => number
  set: (time: number) => void
  advance: (milliseconds: number) => void
}

export function createClock(start: number | undefined, real: () => number = Date.now): Clock {
  let offset = start === undefined ? 0 : start - real()
  return {
    now: () => real() + offset,
    set: (time) => {
      offset = time - real()
    },
    advance: (milliseconds) => {
      offset += milliseconds
    },
  }
}

/** RFC 3339 in UTC, with microseconds only when there is a fraction (contract 2.5). */
export function formatTime(time: number): string {
  const iso = new Date(time).toISOString()
  return time % 1000 === 0 ? iso.replace('.000Z', 'Z') : iso.replace('Z', '000Z')
}

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
