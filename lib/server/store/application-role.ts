import 'server-only'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

/**
 * PostgreSQL, two roles: the owner has just migrated, and gives the application role what its work needs. Audit events
 * it may add and read, never change or remove; it owns no table, so it can neither drop one nor switch triggers off.
 */
export async function grantToApplication(owner: Kysely<Schema>, application: Kysely<Schema>): Promise<void> {
  const name = await roleOf(application)
  if (name === (await roleOf(owner)))
    throw new Error('DATABASE_OWNER_URL and DATABASE_URL name the same role; the application needs one of its own')
  const role = sql.id(name)
  await owner.transaction().execute(async (trx) => {
    // Two replicas that start together would otherwise both write the same catalogue rows, and one would fail.
    await sql`select pg_advisory_xact_lock(7404)`.execute(trx)
    const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(trx)
    const schema = sql.id(rows[0]?.schema ?? 'public')
    await sql`grant usage on schema ${schema} to ${role}`.execute(trx)
    await sql`grant select, insert, update, delete on all tables in schema ${schema} to ${role}`.execute(trx)
    await sql`grant usage on all sequences in schema ${schema} to ${role}`.execute(trx)
    await sql`revoke all on audit_event, kysely_migration, kysely_migration_lock from ${role}`.execute(trx)
    await sql`grant select, insert on audit_event to ${role}`.execute(trx)
    await sql`grant select on kysely_migration, kysely_migration_lock to ${role}`.execute(trx)
  })
}

async function roleOf(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ role: string }>`select current_user as role`.execute(db)
  return rows[0]?.role ?? ''
}

/** True when this connection's role could rewrite audit events: it owns them, may become their owner, or was granted it. */
export async function mayRewriteEvents({ db, kind }: Database): Promise<boolean> {
  if (kind === 'sqlite') return true
  const { rows } = await sql<{ may: boolean }>`
    select pg_has_role(current_user, relowner, 'member')
      or has_table_privilege(current_user, oid, 'UPDATE')
      or has_table_privilege(current_user, oid, 'DELETE')
      or has_table_privilege(current_user, oid, 'TRUNCATE') as may
    from pg_class where oid = 'audit_event'::regclass`.execute(db)
  return rows[0]?.may !== false
}
