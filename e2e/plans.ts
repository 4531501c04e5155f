import { expect } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'
import { searchFor } from './table.ts'

/** What a person does to change many things at once. */

/** The plan once it is made, opened by `open`. */
export async function planOf(page: Page, open: () => Promise<void>): Promise<Locator> {
  await open()
  const dialog = page.getByRole('dialog').last()
  await expect(dialog.getByRole('region', { name: 'What would happen' })).toBeVisible()
  return dialog
}

/** Applies the plan; afterwards the page is the job's. Resolves to the job's id. */
export async function applyPlan(page: Page, plan: Locator): Promise<string> {
  await plan.getByRole('button', { name: /^(Apply|Propose) \d/ }).click()
  await page.waitForURL(/\/jobs\/job_/)
  await expect(page.getByRole('progressbar', { name: 'Progress of this job' })).toBeVisible()
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** The title's badge says that nothing more will happen. */
export async function untilEnded(page: Page): Promise<void> {
  const title = page.getByRole('heading', { level: 1 })
  await expect(title).toContainText(/Ended|Cancelled/, { timeout: 20_000 })
}

/** Ticks rows one by one, each after a search for it. */
export async function select(page: Page, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await searchFor(page, name)
    await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  }
}

export function plannedRows(plan: Locator): Locator {
  return plan.getByRole('region', { name: 'What would happen' }).getByRole('listitem')
}

/** Opens one of the bulk actions of the selection bar. */
export async function bulk(page: Page, action: string): Promise<void> {
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: action }).click()
}

/** Brings a file into the open import dialog and asks for the plan. */
export async function bringFile(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Import CSV…' }).click()
  const dialog = page.getByRole('dialog')
  const chooser = page.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: 'Choose a file…' }).click()
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  await expect(dialog.getByRole('textbox', { name: 'Table' })).not.toHaveValue('')
  await dialog.getByRole('button', { name: 'Show the plan' }).click()
}
