import 'server-only'

/** Like Promise.all, but resolves or rejects only when nothing is running any more: no late page after a failed sweep. */
export async function allDone<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work)
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}
