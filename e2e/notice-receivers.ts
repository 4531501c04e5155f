import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A chat's webhook and a mail server on loopback, with what reached them. `webhookAnswers` holds the next status codes. */
export type NoticeReceivers = {
  webhook: { url: string; bodies: string[]; answers: number[] }
  mail: { url: string; sources: string[] }
  close: () => Promise<void>
}

export async function openNoticeReceivers(): Promise<NoticeReceivers> {
  const bodies: string[] = []
  const answers: number[] = []
  const sources: string[] = []
  const web = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString())
      response.writeHead(answers.shift() ?? 200).end('ok')
    })
  })
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        sources.push(Buffer.concat(chunks).toString())
        done()
      })
    },
  })
  const [webPort, mailPort] = [await listening(web), await listening(smtp.server)]
  return {
    webhook: { url: `http://127.0.0.1:${webPort}/services/T000/B000/hook-canary-7f3a9c`, bodies, answers },
    mail: { url: `smtp://127.0.0.1:${mailPort}`, sources },
    close: async () => {
      web.closeAllConnections()
      await Promise.all([new Promise((done) => web.close(done)), new Promise<void>((done) => smtp.close(() => done()))])
    },
  }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
