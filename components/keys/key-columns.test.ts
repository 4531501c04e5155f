import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const source = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

/** In a fixed layout whatever the other columns leave is the first one's; Tailwind's step is 4 px. */
test('the name of a key keeps 200 px however narrow the window is', () => {
  const widths = [...source('./key-columns.tsx').matchAll(/width: 'w-(\d+)'/g)].map(([, steps]) => Number(steps) * 4)
  const whole = Number(/minWidth="desk:min-w-\[(\d+)px\]"/.exec(source('./keys-table.tsx'))?.[1])
  const [checkbox, menu] = [48, 56]
  expect(widths.length).toBe(10)
  expect(whole - checkbox - menu - widths.reduce((sum, width) => sum + width, 0)).toBeGreaterThanOrEqual(200)
})
