import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { writeSoon } from './write-soon.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A page with a link that notes what was written when it was followed. */
function page() {
  const written: string[] = []
  const atTheLink: string[][] = []
  const target = new EventTarget()
  const click = () => {
    // A real link lies below the page, so its turn comes last; here it does by being added last.
    target.addEventListener('click', () => atTheLink.push([...written]), { once: true })
    target.dispatchEvent(new Event('click'))
  }
  return { target, written, atTheLink, click }
}

test('typing is written once, after a pause', () => {
  const { target, written } = page()
  const forget = writeSoon(() => written.push('a'), target)
  vi.advanceTimersByTime(150)
  forget()
  writeSoon(() => written.push('ad'), target)
  vi.advanceTimersByTime(199)
  expect(written).toEqual([])
  vi.advanceTimersByTime(1_000)
  expect(written).toEqual(['ad'])
})

test('a click right after typing finds it written, and nothing is written while the link is followed', () => {
  const { target, written, atTheLink, click } = page()
  writeSoon(() => written.push('ada'), target)
  click()
  expect(atTheLink).toEqual([['ada']])
  vi.advanceTimersByTime(1_000)
  click()
  expect(written).toEqual(['ada'])
})

test('what was forgotten is not written by a click either', () => {
  const { target, written, click } = page()
  writeSoon(() => written.push('a'), target)()
  click()
  vi.advanceTimersByTime(1_000)
  expect(written).toEqual([])
})
