import { parseArgs } from 'node:util'
import { demoAccounts } from './identity-provider/accounts.ts'
import { startIdentityProvider } from './identity-provider/provider.ts'

/** `npm run idp -- --port 4020 --client-id steward --client-secret s --redirect-uri http://localhost:3000/api/auth/callback/sso` */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4020' },
    'client-id': { type: 'string', default: 'steward' },
    'client-secret': { type: 'string' },
    'redirect-uri': { type: 'string', multiple: true, default: ['http://localhost:3000/api/auth/callback/sso'] },
  },
})

const secret = values['client-secret']
if (secret === undefined || secret === '') {
  console.error('--client-secret is needed: the same value as OIDC_CLIENT_SECRET of the portal')
  process.exit(2)
}

const provider = await startIdentityProvider({
  port: Number(values.port),
  clients: [{ id: values['client-id'], secret, redirectUris: values['redirect-uri'] }],
  accounts: demoAccounts,
})
console.log(`Demo identity provider at ${provider.issuer}`)
for (const { name, email, about } of demoAccounts) console.log(`  ${name} <${email}>: ${about}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void provider.close())
