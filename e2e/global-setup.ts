import { buildWhenNeeded } from '../scripts/standalone/build.ts'

/** Every worker starts its own portal from this one build. */
export default function setup(): void {
  buildWhenNeeded()
}
