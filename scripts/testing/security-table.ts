/** One numbered claim of docs/security-tests.md. `files` prove it; a claim without files says why it does not apply. */
export type SecurityClaim = { number: number; claim: string; proof: string; files: string[] }

/** The rows `| 8 | claim | proof with \`files\` |` of the table, in order. */
export function claimsIn(markdown: string): SecurityClaim[] {
  return markdown.split('\n').flatMap((line) => {
    const [, number, claim, proof] = /^\| (\d+) \| (.+?) \| (.+) \|$/.exec(line) ?? []
    if (number === undefined || claim === undefined || proof === undefined) return []
    const files = [...proof.matchAll(/`([^`]+\.(?:test|spec)\.ts)`/g)].map(([, file]) => file ?? '')
    return [{ number: Number(number), claim, proof, files }]
  })
}

/** Every test file that some claim names, once. */
export function filesIn(markdown: string): string[] {
  return [...new Set(claimsIn(markdown).flatMap(({ files }) => files))].toSorted()
}
