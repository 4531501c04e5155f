import { brotliCompressSync, constants } from 'node:zlib'

export type Figure = { name: string; value: number; unit: string; goal: number; detail: string }

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** Kilobytes as the best compression would send them, whatever this server compresses with. */
export function brotliKilobytes(texts: readonly string[]): number {
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
  return texts.reduce((sum, text) => sum + brotliCompressSync(text, options).length, 0) / 1000
}

export function tableOfFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, goal, detail }) => {
    const met = value <= goal ? 'yes' : 'no'
    return `| ${name} | ${round(value)}${unit} | ≤ ${goal}${unit} | ${met} | ${detail} |`
  })
  return ['| Figure | Measured (median) | Goal | Met | Detail |', '|---|---|---|---|---|', ...rows].join('\n')
}

export function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)
}
