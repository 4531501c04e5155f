import 'server-only'
import { sql } from 'kysely'
import type { CreateTableBuilder, Kysely, SchemaModule } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

export function firstSchema(kind: DatabaseKind): Migration {
  return {
    up: async (db: Kysely<unknown>) => {
      await mirrorTables(db.schema)
      await budgetTables(db.schema, kind)
      await identityTables(db.schema)
      await auditTable(db.schema, kind)
    },
  }
}

function withCounter<T extends string>(table: CreateTableBuilder<T>, column: string, kind: DatabaseKind) {
  return kind === 'sqlite'
    ? table.addColumn(column, 'integer', (c) => c.primaryKey().autoIncrement())
    : table.addColumn(column, 'bigserial', (c) => c.primaryKey())
}

async function mirrorTables(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('mirror_object')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('parent', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('data', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('valid_from_ms', 'bigint', (c) => c.notNull())
    .addColumn('valid_to_ms', 'bigint')
    .addColumn('opened_rev', 'bigint', (c) => c.notNull())
    .addColumn('closed_rev', 'bigint')
    .addPrimaryKeyConstraint('mirror_object_pk', ['kind', 'parent', 'id', 'opened_rev'])
    .execute()
  await schema
    .createIndex('mirror_object_current')
    .unique()
    .on('mirror_object')
    .columns(['kind', 'parent', 'id'])
    .where(sql.ref('valid_to_ms'), 'is', null)
    .execute()
  await schema.createIndex('mirror_object_opened').on('mirror_object').columns(['kind', 'opened_rev']).execute()
  await schema.createIndex('mirror_object_closed').on('mirror_object').columns(['kind', 'closed_rev']).execute()
  await schema
    .createTable('mirror_ack')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('parent', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('acknowledged_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('mirror_ack_pk', ['kind', 'parent', 'id'])
    .execute()
  await schema
    .createTable('mirror_list')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('parent', 'text', (c) => c.notNull())
    .addColumn('synced_ms', 'bigint')
    .addColumn('complete', 'integer', (c) => c.notNull())
    .addColumn('viewed_ms', 'bigint', (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('mirror_list_pk', ['kind', 'parent'])
    .execute()
  await schema
    .createTable('mirror_revision')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .execute()
}

async function budgetTables(schema: SchemaModule, kind: DatabaseKind): Promise<void> {
  await withCounter(schema.createTable('budget_call'), 'id', kind)
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('lane', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('budget_call_at').on('budget_call').column('at_ms').execute()
  await schema
    .createTable('lease')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('holder', 'text', (c) => c.notNull())
    .addColumn('fence', 'bigint', (c) => c.notNull())
    .addColumn('expires_ms', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createTable('state')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute()
}

async function identityTables(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('person')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('issuer', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('email_verified', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('groups', 'text', (c) => c.notNull())
    .addColumn('created_ms', 'bigint', (c) => c.notNull())
    .addColumn('last_seen_ms', 'bigint', (c) => c.notNull())
    .addUniqueConstraint('person_identity', ['issuer', 'subject'])
    .execute()
  await schema
    .createTable('portal_session')
    .addColumn('sid_hash', 'text', (c) => c.primaryKey())
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('created_ms', 'bigint', (c) => c.notNull())
    .addColumn('last_seen_ms', 'bigint', (c) => c.notNull())
    .addColumn('auth_ms', 'bigint', (c) => c.notNull())
    .addColumn('revoked_ms', 'bigint')
    .execute()
  await schema.createIndex('portal_session_person').on('portal_session').column('person_id').execute()
  await schema
    .createTable('portal_grant')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('subject_kind', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('workspaces', 'text')
    .addColumn('until_ms', 'bigint')
    .addColumn('created_ms', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .execute()
  await schema
    .createTable('portal_token')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('secret_hash', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('workspaces', 'text')
    .addColumn('created_ms', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('expires_ms', 'bigint')
    .addColumn('last_used_ms', 'bigint')
    .addColumn('revoked_ms', 'bigint')
    .execute()
}

async function auditTable(schema: SchemaModule, kind: DatabaseKind): Promise<void> {
  await withCounter(schema.createTable('audit_event'), 'seq', kind)
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('intent_id', 'text')
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('actor_id', 'text', (c) => c.notNull())
    .addColumn('actor_issuer', 'text', (c) => c.notNull())
    .addColumn('actor_subject', 'text', (c) => c.notNull())
    .addColumn('actor_name', 'text', (c) => c.notNull())
    .addColumn('actor_role', 'text')
    .addColumn('via', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('target_kind', 'text')
    .addColumn('target_id', 'text')
    .addColumn('workspace_id', 'text')
    .addColumn('summary', 'text', (c) => c.notNull())
    .addColumn('params', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('result', 'text')
    .addColumn('problem', 'text')
    .addColumn('upstream_request_id', 'text')
    .addColumn('request_id', 'text', (c) => c.notNull())
    .addColumn('address', 'text')
    .execute()
  await schema.createIndex('audit_event_intent').on('audit_event').column('intent_id').execute()
  await schema.createIndex('audit_event_target').on('audit_event').columns(['target_kind', 'target_id']).execute()
}
