/** True when a pattern of the policy file (an action, a family like `key.*`, or `*`) names this action. */
export function matchesAction(pattern: string, action: string): boolean {
  return pattern === '*' || pattern === action || (pattern.endsWith('.*') && action.startsWith(pattern.slice(0, -1)))
}

export function matchesAny(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matchesAction(pattern, action))
}
