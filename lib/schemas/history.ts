/** Shapes of what changed without an action of Steward, and of looking back. No schema in the browser. */

/** Made by somebody elsewhere; done by upstream in the wake of another change; done by time alone. */
export const changeClasses = ['outside', 'consequence', 'by_the_clock'] as const
export type ChangeClass = (typeof changeClasses)[number]
