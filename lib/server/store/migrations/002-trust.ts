import 'server-only'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { chainStart, hashOf } from '../event-hash.ts'
import type { DatabaseKind } from '../database.ts'
import type { AuditEvent, Schema } from '../schema.ts'

/** The chained, append-only audit log; intents that are under way; proposals; makers of tokens; browsers of sessions. */
export function trust(kind: DatabaseKind): Migration {
  return {
    up: async (db: Kysely<Schema>) => {
      await chainColumns(db)
      await chainPresentEvents(db)
      await refuseUnhashed(db, kind)
      await forbidChanges(db, kind)
      await openIntents(db)
      await proposals(db)
      await db.schema.alterTable('portal_token').addColumn('maker_id', 'text').execute()
      await db.schema.alterTable('portal_session').addColumn('agent', 'text').execute()
    },
  }
}

async function chainColumns(db: Kysely<Schema>): Promise<void> {
  const add = (name: string) => db.schema.alterTable('audit_event').addColumn(name, 'text').execute()
  for (const name of ['credential', 'approver', 'proposal_id', 'undoes', 'evidence']) await add(name)
  for (const name of ['prev_hash', 'hash'])
    await db.schema
      .alterTable('audit_event')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(''))
      .execute()
  for (const name of ['action', 'actor_id', 'workspace_id', 'undoes', 'proposal_id'])
    await db.schema.createIndex(`audit_event_${name}`).on('audit_event').column(name).execute()
}

/** Numbers what is there without gaps and chains it, so that the log is one chain from its first event on. */
async function chainPresentEvents(db: Kysely<Schema>): Promise<void> {
  const events = await db.selectFrom('audit_event').selectAll().orderBy('seq').execute()
  let prev = chainStart
  let seq = 0
  for (const event of events) {
    seq += 1
    const chained: AuditEvent = { ...event, seq, prev_hash: prev }
    prev = hashOf(chained)
    await db
      .updateTable('audit_event')
      .set({ seq, prev_hash: chained.prev_hash, hash: prev })
      .where('id', '=', event.id)
      .execute()
  }
}

/**
 * A replica of the version before, during a rolling upgrade, would add events without a hash: refused, not defaulted.
 * SQLite cannot drop a default, and has one portal at a time.
 */
async function refuseUnhashed(db: Kysely<Schema>, kind: DatabaseKind): Promise<void> {
  if (kind === 'sqlite') return
  for (const name of ['prev_hash', 'hash'])
    await db.schema
      .alterTable('audit_event')
      .alterColumn(name, (column) => column.dropDefault())
      .execute()
}

/** An injected statement cannot rewrite history; whoever owns the table can, which checkpoints tell. */
async function forbidChanges(db: Kysely<Schema>, kind: DatabaseKind): Promise<void> {
  if (kind === 'sqlite') {
    for (const act of ['update', 'delete'])
      await sql
        .raw(
          `create trigger audit_event_no_${act} before ${act} on audit_event
           begin select raise(abort, 'audit events cannot be changed'); end`,
        )
        .execute(db)
    return
  }
  await sql
    .raw(
      `create function audit_event_refuse() returns trigger language plpgsql as
       $$ begin raise exception 'audit events cannot be changed'; end $$`,
    )
    .execute(db)
  await sql
    .raw(
      `create trigger audit_event_no_change before update or delete or truncate on audit_event
       for each statement execute function audit_event_refuse()`,
    )
    .execute(db)
}

async function openIntents(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('open_intent')
    .addColumn('intent_id', 'text', (column) => column.primaryKey())
    .addColumn('instance', 'text', (column) => column.notNull())
    .addColumn('since_ms', 'bigint', (column) => column.notNull())
    .execute()
  await sql`
    insert into open_intent (intent_id, instance, since_ms)
    select id, '', at_ms from audit_event as intent where kind = 'intent'
    and not exists (select 1 from audit_event as outcome where outcome.intent_id = intent.id)`.execute(db)
}

async function proposals(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('proposal')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('params', 'text', (column) => column.notNull())
    .addColumn('action_hash', 'text', (column) => column.notNull())
    .addColumn('object_hash', 'text', (column) => column.notNull())
    .addColumn('target_kind', 'text', (column) => column.notNull())
    .addColumn('target_id', 'text')
    .addColumn('workspace_id', 'text')
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('reason', 'text')
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('requester_id', 'text', (column) => column.notNull())
    .addColumn('requester', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('created_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_ms', 'bigint', (column) => column.notNull())
    .addColumn('decided_ms', 'bigint')
    .addColumn('decider_id', 'text')
    .addColumn('decider', 'text')
    .addColumn('comment', 'text')
    .addColumn('problem', 'text')
    .addColumn('intent_id', 'text')
    .addColumn('instance', 'text')
    .execute()
  await db.schema.createIndex('proposal_status').on('proposal').columns(['status', 'created_ms']).execute()
}
