import { sql } from 'kysely'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createAuditLog } from '#lib/server/audit/record.ts'
import { intentOf, tester } from '#lib/server/audit/test-chain.ts'
import { connectDatabase, openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { claimInstance } from './instance.ts'
import { serialised } from './serialised.ts'
import { eachDatabase } from './test-databases.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** In front of the server: cuts what is connected and refuses what comes, and tells when it came. */
async function startGate(server: URL) {
  const refusedAt: number[] = []
  let taken = 0
  let refuses = false
  const cuts = new Set<() => void>()
  const gate = createServer((socket) => {
    socket.on('error', () => undefined)
    if (refuses) {
      refusedAt.push(performance.now())
      socket.destroy()
      return
    }
    taken += 1
    const onward = connect(Number(server.port), server.hostname)
    onward.on('error', () => undefined)
    socket.pipe(onward).pipe(socket)
    const cut = () => [socket, onward].forEach((end) => end.destroy())
    cuts.add(cut)
    socket.on('close', cut)
  })
  await once(gate.listen(0, '127.0.0.1'), 'listening')
  const address = gate.address()
  if (address === null || typeof address === 'string') throw new Error('The gate has no port')
  const url = new URL(server)
  url.port = String(address.port)
  url.hostname = '127.0.0.1'
  const cutAll = () => cuts.forEach((cut) => cut())
  ends.push(async () => {
    cutAll()
    gate.close()
  })
  return { url: url.href, refusedAt, taken: () => taken, refuse: (now: boolean) => (refuses = now), cutAll }
}

/** Backends that hold a lock of a living instance, or wait for one. */
async function lockHolders({ db }: Database): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_locks join pg_database on oid = database
    where locktype = 'advisory' and classid = 7410 and datname = current_database()`.execute(db)
  return rows.map(({ pid }) => pid)
}

eachDatabase((kind, _, place) => {
  test.skipIf(kind === 'sqlite')('a lock connection that is ended comes back as exactly one', async () => {
    const at = await place()
    const database = await openDatabase(at)
    ends.push(database.close)
    const instance = await claimInstance(database, at)
    ends.push(instance.release)
    const [before] = await lockHolders(database)
    await sql`select pg_terminate_backend(${before})`.execute(database.db)
    await expect.poll(() => lockHolders(database), { timeout: 10_000 }).toEqual([expect.not.toBeOneOf([before])])
    expect(await instance.isAlive(instance.id)).toBe(true)
  })

  test.skipIf(kind === 'sqlite')(
    'a server that refuses for a while meets one attempt at a time, and is left alone after the release',
    async () => {
      const at = await place()
      if (!('url' in at)) throw new Error('This is PostgreSQL')
      const database = await openDatabase(at)
      ends.push(database.close)
      const gate = await startGate(new URL(at.url))
      const instance = await claimInstance(database, { url: gate.url })
      gate.refuse(true)
      gate.cutAll()
      await expect.poll(() => gate.refusedAt.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(4)
      const gaps = gate.refusedAt.slice(1).map((time, index) => time - (gate.refusedAt[index] ?? 0))
      expect(Math.min(...gaps)).toBeGreaterThan(900)
      gate.refuse(false)
      await expect.poll(() => instance.isAlive(instance.id), { timeout: 10_000 }).toBe(true)
      expect(gate.taken()).toBe(2)
      await instance.release()
      await expect.poll(() => lockHolders(database)).toEqual([])
    },
    30_000,
  )

  test.skipIf(kind === 'sqlite')('a replica that stops inside a transaction holds nobody up for long', async () => {
    const at = await place()
    if (!('url' in at)) throw new Error('This is PostgreSQL')
    const database = await openDatabase(at)
    ends.push(database.close)
    const patience = { idleInTransaction: 300, lock: 30_000, statement: 60_000 }
    const stopped = connectDatabase({ ...at, patience })
    ends.push(stopped.close)
    const inside = Promise.withResolvers<void>()
    const goesOn = Promise.withResolvers<void>()
    const hanging = serialised(stopped, 'audit', async (trx) => {
      inside.resolve()
      await goesOn.promise
      await sql`select 1`.execute(trx)
    })
    await inside.promise
    await createAuditLog(database, 'test').note(tester, intentOf())
    goesOn.resolve()
    await expect(hanging).rejects.toThrow()
  })

  test.skipIf(kind === 'sqlite')('every connection of the portal has an end to its patience', async () => {
    const database = await openDatabase(await place())
    ends.push(database.close)
    const settings = ['idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout']
    const { rows } = await sql<{ setting: number }>`select setting::int from pg_settings
      where name in (${sql.join(settings)}) order by name`.execute(database.db)
    expect(rows.map(({ setting }) => setting)).toEqual([30_000, 30_000, 60_000])
  })
})
