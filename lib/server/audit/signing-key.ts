import 'server-only'
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { NamedError } from '#lib/server/named-error.ts'
import { fingerprintOf } from './checkpoint.ts'

/** The key that signs checkpoints. `warnings` tell what it protects less than it could. */
export type Signer = { privateKey: KeyObject; publicKey: KeyObject; fingerprint: string; warnings: string[] }

/** The signing key cannot be read, made, or is of the wrong kind. The message is for who starts the portal. */
export class SigningKeyError extends NamedError {
  static override readonly errorName = 'SigningKeyError'
}

export const publicKeyName = 'audit-public-key.pem'
const privateKeyName = 'audit-signing-key.pem'

/**
 * Reads the key of AUDIT_SIGNING_KEY_FILE; without one, the key in the data folder, made on first use. The public key is
 * written beside it for whoever verifies. Throws SigningKeyError.
 */
export function loadSigner(keyFile: string | null, dataDir: string): Signer {
  const warnings: string[] = []
  const file = keyFile ?? path.join(dataDir, privateKeyName)
  try {
    mkdirSync(dataDir, { recursive: true })
    if (keyFile === null) {
      makeOnce(file)
      warnings.push(
        `Checkpoints are signed with a key beside the database (${file}): who can change one can use the other. AUDIT_SIGNING_KEY_FILE keeps it elsewhere`,
      )
    } else if ((statSync(file).mode & 0o077) !== 0)
      warnings.push('AUDIT_SIGNING_KEY_FILE can be read by other accounts; use mode 0400')
    const privateKey = createPrivateKey(readFileSync(file))
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('it is not an Ed25519 key')
    const publicKey = createPublicKey(privateKey)
    writePublic(path.join(dataDir, publicKeyName), publicKey)
    return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey), warnings }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be read'
    const fix =
      keyFile === null
        ? 'DATA_DIR must be a folder that Steward may write'
        : 'Make one with: openssl genpkey -algorithm ed25519'
    throw new SigningKeyError(`The key for audit checkpoints (${file}) cannot be used: ${why}. ${fix}.`, {
      cause: error,
    })
  }
}

/** Several processes may start on one folder: the first makes the key, the others read it. */
function makeOnce(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519')
  try {
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
  }
}

function writePublic(file: string, publicKey: KeyObject): void {
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  try {
    if (readFileSync(file, 'utf8') === pem) return
  } catch {
    // Not there yet.
  }
  writeFileSync(file, pem, { mode: 0o644 })
}
