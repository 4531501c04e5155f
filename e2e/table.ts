import { expect } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'
import { portalPaths } from '#lib/paths.ts'

/** What a person does in a list. */

/** Waits until the page answers to clicks and keys: only a running page tells the age of its data. */
export async function openPage(page: Page, path: string, title: string | RegExp): Promise<void> {
  await page.goto(path)
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
  await untilAlive(page)
}

export async function untilAlive(page: Page): Promise<void> {
  await expect(page.getByText(/^(Synced|Updated) .*(ago|now)$/)).toBeVisible()
}

/**
 * Asks for a sync and waits for its answer. The button's own state says nothing right after the click: it may not be
 * painted as busy yet.
 */
export async function syncNow(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === portalPaths.sync())
  await page.getByRole('button', { name: 'Sync now' }).click()
  await answered
}

export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ hasText: name })
}

export async function searchFor(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox', { name: /^Search / }).fill(text)
}

/** Opens the cell's choices and takes one. `cell` is the control's name up to its value. */
export async function chooseIn(page: Page, cell: string, choice: string): Promise<void> {
  await cellOf(page, cell).click()
  await page.getByRole('menuitemradio', { name: choice, exact: true }).click()
}

export function cellOf(page: Page, cell: string): Locator {
  return page.getByRole('button', { name: `${cell}:` })
}

export async function openRowMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click()
}

export async function actOnRow(page: Page, name: string, act: string): Promise<void> {
  await openRowMenu(page, name)
  await page.getByRole('menuitem', { name: act }).click()
}

/** A line told at the lower right. */
export function toast(page: Page, text: string | RegExp): Locator {
  return page.getByRole('listitem').filter({ hasText: text })
}
