export const dynamic = 'force-dynamic'

/** The process lives. Asks nothing else, so a slow database or upstream never gets the container killed. */
export function GET(): Response {
  return Response.json({ status: 'alive' }, { headers: { 'cache-control': 'no-store' } })
}
