import 'server-only'
import { mkdir, open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'

/** `text` is the line as it stands in the file, without its line end. */
export type CheckpointLine = { checkpoint: Checkpoint; text: string }

const longestTail = 64 * 1024

/** The newest whole line of the file; null when there is no file or nothing in it. Throws when that line is no checkpoint. */
export async function newestCheckpoint(file: string): Promise<CheckpointLine | null> {
  const text = wholeLines(await tailOf(file)).at(-1)
  if (text === undefined) return null
  const checkpoint = parseCheckpoint(text)
  if (checkpoint === null) throw new Error(`The last line of ${file} is not a checkpoint`)
  return { checkpoint, text }
}

/** Adds a line and waits until the disk has it. A line that a crash left half written is cut off first. */
export async function appendCheckpoint(file: string, line: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const handle = await open(file, 'a+', 0o644)
  try {
    const { size } = await handle.stat()
    const tail = await readTail(handle, size)
    const unfinished = tail.length - (tail.lastIndexOf(10) + 1)
    if (unfinished > 0) await handle.truncate(size - unfinished)
    await handle.appendFile(`${line}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** All lines of a checkpoint file. What stands after the last line end counts only when it is a whole checkpoint. */
export async function checkpointLines(file: string): Promise<string[]> {
  return wholeLines(await readFile(file))
}

function wholeLines(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').split('\n')
  const last = lines.pop() ?? ''
  if (last !== '' && parseCheckpoint(last) !== null) lines.push(last)
  return lines
}

async function tailOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r')
    try {
      return await readTail(handle, (await handle.stat()).size)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

async function readTail(handle: Awaited<ReturnType<typeof open>>, size: number): Promise<Buffer> {
  const length = Math.min(size, longestTail)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
  return buffer.subarray(0, bytesRead)
}
