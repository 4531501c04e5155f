import 'server-only'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'

/** A journal of what the mirror saw change and who did it, when lists were read, and an index for looking back. */
export function history(): Migration {
  return {
    up: async (db: Kysely<Schema>) => {
      await changes(db)
      await readings(db)
      await db.schema
        .createIndex('mirror_object_valid')
        .on('mirror_object')
        .columns(['kind', 'valid_from_ms', 'valid_to_ms'])
        .execute()
    },
  }
}

async function changes(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('mirror_change')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('parent', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('change', 'text', (column) => column.notNull())
    .addColumn('since_ms', 'bigint', (column) => column.notNull())
    .addColumn('seen_ms', 'bigint', (column) => column.notNull())
    .addColumn('intent_id', 'text')
    .addColumn('class', 'text')
    .addColumn('cause', 'text')
    .addColumn('event_id', 'text')
    .addColumn('workspace_id', 'text')
    .addColumn('summary', 'text')
    .addPrimaryKeyConstraint('mirror_change_pk', ['kind', 'parent', 'id', 'revision'])
    .execute()
  await db.schema
    .createIndex('mirror_change_undecided')
    .on('mirror_change')
    .column('revision')
    .where(sql.ref('class'), 'is', null)
    .execute()
  await db.schema
    .createIndex('mirror_change_class')
    .on('mirror_change')
    .columns(['class', 'revision', 'kind', 'parent', 'id'])
    .execute()
  await db.schema.createIndex('mirror_change_intent').on('mirror_change').column('intent_id').execute()
}

/** What was read before this version kept no beginnings: a pass took ten minutes at most. */
async function readings(db: Kysely<Schema>): Promise<void> {
  for (const name of ['started_ms', 'first_ms'])
    await db.schema.alterTable('mirror_list').addColumn(name, 'bigint').execute()
  await sql`
    update mirror_list set started_ms = synced_ms - 600000, first_ms = coalesce(
      (select min(valid_from_ms) + 600000 from mirror_object
       where mirror_object.kind = mirror_list.kind and mirror_object.parent = mirror_list.parent), synced_ms)
    where synced_ms is not null`.execute(db)
  await sql`update mirror_list set first_ms = synced_ms where first_ms > synced_ms`.execute(db)
  await db.schema
    .createTable('mirror_reading')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('from_ms', 'bigint', (column) => column.notNull())
    .addColumn('to_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('mirror_reading_pk', ['kind', 'from_ms'])
    .execute()
}
