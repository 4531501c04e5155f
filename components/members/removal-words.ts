import type { MemberRow } from '#lib/schemas/views.ts'

/** What somebody loses when they are removed, as a whole sentence. */
export function lossWords(member: Pick<MemberRow, 'name' | 'email' | 'every_workspace' | 'workspaces'>): string {
  const held = member.workspaces.length
  const workspaces =
    member.every_workspace !== null
      ? ' and to every workspace'
      : held === 0
        ? ''
        : ` and to ${count(held, 'workspace')}`
  return `${member.name || member.email} loses access to the organization${workspaces} at once.`
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
