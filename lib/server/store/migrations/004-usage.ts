import 'server-only'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'

/** What the organization used and paid, day by day, and how asking for it went. */
export const usage: Migration = {
  up: async (db: Kysely<Schema>) => {
    await db.schema
      .createTable('usage_day')
      .addColumn('report', 'text', (column) => column.notNull())
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('measured_ms', 'bigint', (column) => column.notNull())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('data', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('usage_day_pk', ['report', 'day'])
      .execute()
    await db.schema.createIndex('usage_day_revision').on('usage_day').column('revision').execute()
    await db.schema
      .createTable('usage_report')
      .addColumn('report', 'text', (column) => column.primaryKey())
      .addColumn('problem', 'text')
      .addColumn('checked_ms', 'bigint', (column) => column.notNull())
      .execute()
  },
}
