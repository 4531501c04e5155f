import 'server-only'
import type { Queryable } from '#lib/server/store/database.ts'

/** True when an undo of this action succeeded, or one is under way whose outcome is not known yet. */
export async function isTakenBack(db: Queryable, intentId: string): Promise<boolean> {
  const undoing = await db
    .selectFrom('audit_event')
    .select('seq')
    .where('undoes', '=', intentId)
    .where((eb) =>
      eb.or([
        eb.and([eb('kind', '=', 'outcome'), eb('result', '=', 'succeeded')]),
        eb.and([eb('kind', '=', 'intent'), eb('id', 'in', eb.selectFrom('open_intent').select('intent_id'))]),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  return undoing !== undefined
}
