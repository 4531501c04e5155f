import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { SigningKeyError, loadSigner } from './signing-key.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'steward-signing-'))
  ends.push(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('the signing key is made once, for its owner alone, with the public key beside it', () => {
  const dataDir = path.join(folder(), 'data')
  const made = loadSigner(null, dataDir)
  expect(made.warnings.join()).toContain('beside the database')
  expect(statSync(path.join(dataDir, 'audit-signing-key.pem')).mode & 0o777).toBe(0o600)
  expect(loadSigner(null, dataDir).fingerprint).toBe(made.fingerprint)
  const pem = readFileSync(path.join(dataDir, 'audit-public-key.pem'))
  expect(createPublicKey(pem).equals(made.publicKey)).toBe(true)
})

test('a key from outside is used as it is; one of another kind, or none, is refused with what to do', () => {
  const dataDir = folder()
  const pemOf = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
    key.export({ type: 'pkcs8', format: 'pem' })
  const file = path.join(dataDir, 'own.pem')
  const own = generateKeyPairSync('ed25519')
  writeFileSync(file, pemOf(own.privateKey), { mode: 0o400 })
  expect(loadSigner(file, dataDir)).toMatchObject({ warnings: [] })
  const wrong = path.join(dataDir, 'wrong.pem')
  writeFileSync(wrong, pemOf(generateKeyPairSync('x25519').privateKey))
  expect(() => loadSigner(wrong, dataDir)).toThrow(SigningKeyError)
  expect(() => loadSigner(wrong, dataDir)).toThrow('it is not an Ed25519 key. Make one with: openssl genpkey')
  expect(() => loadSigner(path.join(dataDir, 'none.pem'), dataDir)).toThrow(SigningKeyError)
})
