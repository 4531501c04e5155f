import 'server-only'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { parseCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'

/** All of this is synchronous: the last checkpoint is written while the process exits, where nothing else is possible. */

/** `text` is the line as it stands in the file, without its line end. */
export type CheckpointLine = { checkpoint: Checkpoint; text: string }

const longestTail = 64 * 1024

/** The newest whole line of the file; null when there is no file or nothing in it. Throws when that line is no checkpoint. */
export function newestCheckpoint(file: string): CheckpointLine | null {
  const text = wholeLines(tailOf(file)).at(-1)
  if (text === undefined) return null
  const checkpoint = parseCheckpoint(text)
  if (checkpoint === null) throw new Error(`The last line of ${file} is not a checkpoint`)
  return { checkpoint, text }
}

/**
 * Adds a line and waits until the disk has it. A line that a crash left half written is cut off first; one
 * that lacks only its line end gets it.
 */
export function appendCheckpoint(file: string, line: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const handle = openSync(file, 'a+', 0o644)
  try {
    const { size } = fstatSync(handle)
    const tail = readTail(handle, size)
    const unfinished = tail.subarray(tail.lastIndexOf(10) + 1)
    const isWhole = parseCheckpoint(unfinished.toString('utf8')) !== null
    if (unfinished.length > 0 && !isWhole) ftruncateSync(handle, size - unfinished.length)
    writeSync(handle, `${isWhole ? '\n' : ''}${line}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** All lines of a checkpoint file. What stands after the last line end counts only when it is a whole checkpoint. */
export function checkpointLines(file: string): string[] {
  return wholeLines(readFileSync(file))
}

function wholeLines(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').split('\n')
  const last = lines.pop() ?? ''
  if (last !== '' && parseCheckpoint(last) !== null) lines.push(last)
  return lines
}

function tailOf(file: string): Buffer {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
  try {
    return readTail(handle, fstatSync(handle).size)
  } finally {
    closeSync(handle)
  }
}

function readTail(handle: number, size: number): Buffer {
  const tail = Buffer.alloc(Math.min(size, longestTail))
  const length = readSync(handle, tail, 0, tail.length, size - tail.length)
  return tail.subarray(0, length)
}
