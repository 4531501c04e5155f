import { handleAuth } from '#lib/server/auth/handler.ts'
import { getRuntime } from '#lib/server/runtime.ts'

type Context = { params: Promise<{ nextauth: string[] }> }

async function handle(request: Request, context: Context): Promise<Response> {
  return handleAuth(await getRuntime(), request, (await context.params).nextauth)
}

export { handle as GET, handle as POST }
