import 'server-only'
import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { DatabaseKind } from './database.ts'
import { firstSchema } from './migrations/001-first-schema.ts'
import { trust } from './migrations/002-trust.ts'
import { jobs } from './migrations/003-jobs.ts'
import { usage } from './migrations/004-usage.ts'
import { history } from './migrations/005-history.ts'
import { notices } from './migrations/006-notices.ts'
import type { Schema } from './schema.ts'

/** Applies every migration that is still missing, once, whichever of several starting processes comes first. */
export async function migrateToLatest(db: Kysely<Schema>, kind: DatabaseKind): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => ({
        '001-first-schema': firstSchema(kind),
        '002-trust': trust(kind),
        '003-jobs': jobs,
        '004-usage': usage,
        '005-history': history(),
        '006-notices': notices(),
      }),
    },
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find((result) => result.status === 'Error')
  throw new Error(`The database could not be migrated (${failed?.migrationName ?? 'reading the migration table'})`, {
    cause: error,
  })
}
