/** How a person likes the page: kept in cookies, so the server's first HTML already looks right. */

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'comfortable' | 'compact'
export type Appearance = { theme: Theme; density: Density }

export const appearanceCookies = { theme: 'steward-theme', density: 'steward-density' } as const

export function appearanceFrom(theme: string | undefined, density: string | undefined): Appearance {
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    density: density === 'compact' ? 'compact' : 'comfortable',
  }
}
