import { signOut } from '#lib/server/auth/sign-out.ts'
import { getRuntime } from '#lib/server/runtime.ts'

export async function POST(request: Request): Promise<Response> {
  return signOut(await getRuntime(), request)
}
