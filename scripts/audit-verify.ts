import { createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readCheckpoints } from '#lib/server/audit/checkpoint.ts'
import { checkpointLines } from '#lib/server/audit/checkpoint-file.ts'
import { entriesOf, entriesOfFile } from '#lib/server/audit/entries.ts'
import { publicKeyName } from '#lib/server/audit/signing-key.ts'
import { isIntact, verifyLog } from '#lib/server/audit/verify.ts'
import type { Verification } from '#lib/server/audit/verify.ts'
import { tellVerification } from '#lib/server/audit/verify-words.ts'
import { readAuditPlaces } from '#lib/server/env.ts'
import { connectDatabase, databaseOptions } from '#lib/server/store/database.ts'

const usage = `Verify the whole database:   npm run audit:verify
Verify an export, offline:   npm run audit:verify -- --file export.jsonl [--checkpoints checkpoints.jsonl] [--public-key key.pem]
--checkpoints and --public-key may be given with the database, too; --public-key several times after a change of key.
Exit code: 0 all is whole, 1 something is not, 2 it could not be looked at.`

class UsageError extends Error {}

function options() {
  try {
    return parseArgs({
      options: {
        file: { type: 'string' },
        checkpoints: { type: 'string' },
        'public-key': { type: 'string', multiple: true, default: [] },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read')
  }
}

type Proof = { checkpoints: string | null; publicKeys: readonly string[] }

function readProof({ checkpoints, publicKeys }: Proof) {
  const keys: KeyObject[] = publicKeys.map((file) => createPublicKey(readFileSync(file)))
  return readCheckpoints(checkpoints === null ? [] : checkpointLines(checkpoints), keys)
}

async function verifyFile(file: string, proof: Proof): Promise<Verification> {
  if (!statSync(file).isFile()) throw new Error(`${file} is not a file`)
  return verifyLog(entriesOfFile(file), readProof(proof))
}

/** The portal may be running: it only ever adds events. Nothing is migrated or written. */
async function verifyDatabase(asked: Proof): Promise<Verification> {
  const places = readAuditPlaces(process.env)
  const { database: place } = places
  if ('dataDir' in place && !existsSync(path.join(place.dataDir, 'steward.db')))
    throw new Error(`There is no database in ${place.dataDir}. Set DATA_DIR or DATABASE_URL`)
  const present = (file: string) => (existsSync(file) ? file : null)
  const ownKey = present(path.join(places.dataDir, publicKeyName))
  const ownKeys = ownKey === null || asked.checkpoints !== null ? [] : [ownKey]
  const proof = readProof({
    checkpoints: asked.checkpoints ?? present(places.checkpointFile),
    publicKeys: asked.publicKeys.length > 0 ? asked.publicKeys : ownKeys,
  })
  const database = connectDatabase(databaseOptions(place))
  try {
    return await verifyLog(entriesOf(database.db), proof)
  } finally {
    await database.close()
  }
}

async function main(): Promise<void> {
  const values = options()
  const proof = { checkpoints: values.checkpoints ?? null, publicKeys: values['public-key'] }
  const verification = values.file === undefined ? await verifyDatabase(proof) : await verifyFile(values.file, proof)
  const intact = isIntact(verification)
  for (const line of tellVerification(verification)) (intact ? console.log : console.error)(line)
  process.exitCode = intact ? 0 : 1
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The audit log could not be verified')
  if (error instanceof UsageError) console.error(`\n${usage}`)
  process.exitCode = 2
}
