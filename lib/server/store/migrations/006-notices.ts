import 'server-only'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'

/** Notices to people outside Steward: what was told, and the deliveries with what became of them. */
export function notices(): Migration {
  return {
    up: async (db: Kysely<Schema>) => {
      await told(db)
      await deliveries(db)
      await unknownOutcomes(db)
    },
  }
}

async function told(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('notice')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('object', 'text', (column) => column.notNull())
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('delivery_id', 'text', (column) => column.notNull())
    .addColumn('found_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('notice_once', ['kind', 'object', 'step', 'channel'])
    .execute()
  await db.schema.createIndex('notice_found').on('notice').column('found_ms').execute()
}

async function deliveries(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('notice_delivery')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('is_test', 'integer', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('sent_to', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('created_ms', 'bigint', (column) => column.notNull())
    .addColumn('not_before_ms', 'bigint', (column) => column.notNull())
    .addColumn('claimed_by', 'text', (column) => column.notNull())
    .addColumn('claimed_until_ms', 'bigint', (column) => column.notNull())
    .addColumn('sent_ms', 'bigint')
    .addColumn('problem', 'text')
    .execute()
  await db.schema.createIndex('notice_delivery_created').on('notice_delivery').column('created_ms').execute()
  await db.schema
    .createIndex('notice_delivery_status')
    .on('notice_delivery')
    .columns(['channel', 'status', 'created_ms'])
    .execute()
}

/** The overview asks for them all the time, and there are next to none. */
async function unknownOutcomes(db: Kysely<Schema>): Promise<void> {
  await sql`create index audit_event_unknown on audit_event (at_ms) where result = 'unknown'`.execute(db)
}
