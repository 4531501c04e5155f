import type { Page } from '@playwright/test'

export type Search = { latency: number; worstKey: number }

/** Half of the people added for this have the first spelling: only the last key changes which rows come first. */
export const searchTerm = 'quincy'
const keyGapMs = 90

/** Types the term into the search box of a page that is open, key by key, and clears it again. */
export async function search(page: Page): Promise<Search> {
  const box = page.getByRole('searchbox').first()
  await box.click()
  await page.evaluate((term) => {
    window.stewardProbe.keyEvents.length = 0
    window.stewardProbe.expectRows(term, term.length)
  }, searchTerm)
  await page.keyboard.type(searchTerm, { delay: keyGapMs })
  const latency = await page.evaluate(() => window.stewardProbe.searched)
  // The browser reports slow events a moment after they happened.
  await page.waitForTimeout(200)
  const worstKey = await page.evaluate(() => Math.max(0, ...window.stewardProbe.keyEvents))
  await page.evaluate((term) => window.stewardProbe.expectOtherRows(term), searchTerm)
  await box.fill('')
  await page.evaluate(() => window.stewardProbe.searched)
  return { latency, worstKey }
}
