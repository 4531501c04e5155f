import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../standalone/build.ts'
import { claimsIn } from '../testing/security-table.ts'

const claims = claimsIn(readFileSync(path.join(root, 'docs/security-tests.md'), 'utf8'))

/** The numbers of the design's sections A to F, H, I, K and L that a portal must answer. */
const sections = {
  A: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 19, 21],
  B: [22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 34, 35, 36, 37, 38, 40, 41, 42, 43, 45, 46, 47, 48, 49, 50, 51, 52],
  C: [53, 54, 55, 56, 57],
  D: [58, 59, 60, 61, 63, 64, 66, 67, 68, 70, 71, 72, 73, 74, 75],
  E: [77, 79, 80],
  F: [81, 82, 83, 84, 86, 87, 88, 89, 90, 91, 92],
  H: [108, 109, 110, 111, 112, 113, 114, 115, 116, 118, 119, 120, 122, 123, 124, 125, 126],
  I: [127, 129, 130, 131, 132],
  K: [143, 144, 146, 147, 148, 149],
  L: [150, 151],
}

test('every security claim has its row, once and in order', () => {
  expect(claims.map(({ number }) => number)).toEqual(Object.values(sections).flat())
})

test('every proof is a file that is there, and what has none says why', () => {
  const missing = claims.flatMap(({ number, files, proof }) => {
    const absent = files.filter((file) => !existsSync(path.join(root, file)))
    const unexplained = files.length === 0 && !/does not apply|not run|part C/.test(proof)
    return unexplained ? [`${number}: no proof and no reason`] : absent.map((file) => `${number}: ${file}`)
  })
  expect(missing).toEqual([])
})

test('a test that begins with a number stands in the file that the table names for it', () => {
  const files = [...new Set(claims.flatMap((claim) => claim.files))].filter((file) => existsSync(path.join(root, file)))
  const misplaced = files.flatMap((file) =>
    numbersIn(readFileSync(path.join(root, file), 'utf8'))
      .filter((number) => !claims.some((claim) => claim.number === number && claim.files.includes(file)))
      .map((number) => `${file} proves ${number}, which the table does not say`),
  )
  expect(misplaced).toEqual([])
})

function numbersIn(source: string): number[] {
  const names = [...source.matchAll(/\btest(?:\.each\([^]*?\))?\(\s*[`'"]((?:\d+, )*\d+): /g)]
  return names.flatMap(([, numbers]) => (numbers ?? '').split(', ').map(Number))
}
