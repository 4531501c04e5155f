import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** Everything axe calls serious or critical, as lines a person can act on. */
async function violations(page: Page): Promise<string[]> {
  // Without frames nothing is lost by the legacy mode, and no second page is opened for every look.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations: found } = await axe.analyze()
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`))
}

export async function expectAccessible(page: Page, where: string): Promise<void> {
  expect.soft(await violations(page), where).toEqual([])
}
