import 'server-only'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'

/** Jobs and their rows; audit events name the job that they belong to. */
export const jobs: Migration = {
  up: async (db: Kysely<Schema>) => {
    await jobTable(db)
    await rowTable(db)
    // Hashed only where it is not null, so no hash of an earlier event changes.
    await db.schema.alterTable('audit_event').addColumn('job_id', 'text').execute()
    await db.schema.createIndex('audit_event_job_id').on('audit_event').column('job_id').execute()
  },
}

async function jobTable(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('job')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('starter_id', 'text', (column) => column.notNull())
    .addColumn('starter_token', 'text')
    .addColumn('starter_name', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('file_name', 'text')
    .addColumn('user_id', 'text')
    .addColumn('identity', 'text', (column) => column.notNull())
    .addColumn('round', 'integer', (column) => column.notNull())
    .addColumn('created_ms', 'bigint', (column) => column.notNull())
    .addColumn('started_ms', 'bigint')
    .addColumn('ended_ms', 'bigint')
    .addColumn('held_up', 'text')
    .addColumn('resume_ms', 'bigint', (column) => column.notNull())
    .addColumn('setbacks', 'integer', (column) => column.notNull())
    .addColumn('undoes', 'text')
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addUniqueConstraint('job_identity', ['identity', 'round'])
    .execute()
  await db.schema.createIndex('job_status').on('job').columns(['status', 'created_ms']).execute()
  await db.schema.createIndex('job_starter').on('job').columns(['starter_id', 'created_ms']).execute()
  await db.schema.createIndex('job_undoes').on('job').column('undoes').execute()
}

async function rowTable(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('job_row')
    .addColumn('job_id', 'text', (column) => column.notNull().references('job.id'))
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('line', 'integer')
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('params', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('target_kind', 'text', (column) => column.notNull())
    .addColumn('target_id', 'text')
    .addColumn('workspace_id', 'text')
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('not_before_ms', 'bigint')
    .addColumn('when_member', 'text')
    .addColumn('expects', 'text')
    .addColumn('after_n', 'integer')
    .addColumn('undoes', 'text')
    .addColumn('reversible', 'integer', (column) => column.notNull())
    .addColumn('intent_id', 'text')
    .addColumn('sent', 'integer', (column) => column.notNull())
    .addColumn('instance', 'text')
    .addColumn('proposal_id', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('ended_ms', 'bigint')
    .addPrimaryKeyConstraint('job_row_pk', ['job_id', 'n'])
    .execute()
  await db.schema.createIndex('job_row_status').on('job_row').columns(['job_id', 'status', 'n']).execute()
  await db.schema.createIndex('job_row_intent').on('job_row').column('intent_id').execute()
  await db.schema.createIndex('job_row_proposal').on('job_row').column('proposal_id').execute()
}
