import 'server-only'
import { sql } from 'kysely'
import type { Database } from '#lib/server/store/database.ts'

/** Makes the log refuse outcomes, as a full disk would between the answer and its record. Resolves to what ends that. */
export async function refuseOutcomes({ db, kind }: Database): Promise<() => Promise<void>> {
  const run = (text: string) => sql.raw(text).execute(db)
  if (kind === 'sqlite') {
    await run(
      `create trigger no_outcome before insert on audit_event when new.kind = 'outcome'
       begin select raise(abort, 'full'); end`,
    )
    return async () => void (await run('drop trigger no_outcome'))
  }
  await run(`alter table audit_event add constraint no_outcome check (kind <> 'outcome') not valid`)
  return async () => void (await run('alter table audit_event drop constraint no_outcome'))
}
