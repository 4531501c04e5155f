import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from './free-port.ts'
import { postgresLibrary } from './postgres-library.ts'

export type RunningPostgres = { url: string; stop: () => Promise<void> }

/** Starts a real PostgreSQL server in a temporary folder. Its data may be lost at any time: it never waits for disks. */
export async function startPostgres(): Promise<RunningPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'steward-postgres-'))
  const port = await freePort()
  const messages: string[] = []
  const keep = (message: unknown) => void messages.push(String(message))
  const { library, remove } = await postgresLibrary()
  const server = new library.default({
    databaseDir: path.join(folder, 'data'),
    port,
    user: 'steward',
    password: 'steward',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: settings({
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '400',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    }),
    onLog: keep,
    onError: keep,
  })
  try {
    // As root the server runs as another account, which must be able to reach its folder.
    if (process.getuid?.() === 0) await chmod(folder, 0o755)
    await server.initialise()
    await server.start()
  } catch (error) {
    remove()
    await rm(folder, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start:\n${messages.join('\n')}`, { cause: error })
  }
  return {
    url: `postgres://steward:steward@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop()
      remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function settings(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
