import 'server-only'
import type { EnvReader } from './env-reader.ts'

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]'])

export function isLoopback(url: URL): boolean {
  return loopbackHosts.has(url.hostname)
}

type UrlRule = { pathAllowed: boolean }

/** An address that carries secrets or sessions: https, or http where nothing leaves the machine. */
export function checkedUrl(env: EnvReader, variable: string, value: string, rule: UrlRule): URL | null {
  const fix = 'Use an address like https://host.example, without anything after it'
  if (!URL.canParse(value)) {
    env.refuse(variable, 'is not a URL', fix)
    return null
  }
  const url = new URL(value)
  const before = env.problems.length
  if (url.protocol !== 'https:' && url.protocol !== 'http:') env.refuse(variable, 'is neither https nor http', fix)
  if (url.protocol === 'http:' && !isLoopback(url)) {
    env.refuse(variable, 'uses http outside this machine', 'Use https; http is for localhost only')
  }
  if (url.username !== '' || url.password !== '') env.refuse(variable, 'contains a user name or password', fix)
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(value)) env.refuse(variable, 'has a query or fragment', fix)
  if (!rule.pathAllowed && url.pathname !== '/') env.refuse(variable, 'has a path', fix)
  // A look-alike host silently becomes another one when it is normalised.
  if (/[^\x21-\x7e]/.test(value)) env.refuse(variable, 'contains characters outside plain ASCII', fix)
  return env.problems.length === before ? url : null
}

export function checkAdminKey(env: EnvReader, value: string): void {
  const variable = 'ANTHROPIC_ADMIN_KEY'
  const fix = 'Use an Admin API key (sk-ant-admin01-…) from the Claude Console, Settings, Admin keys'
  if (/^sk-ant-api\d+-/.test(value)) {
    const kind = /^sk-ant-api\d+-/.exec(value)?.[0] ?? ''
    env.refuse(variable, `is an ordinary API key (${kind}…), which the Admin API does not accept`, fix)
  } else if (!value.startsWith('sk-ant-admin')) {
    env.refuse(variable, 'is not an Admin API key', fix)
  } else if (!/^[\x21-\x7e]{16,512}$/.test(value)) {
    env.refuse(variable, 'is too short, too long or contains characters that no key has', fix)
  }
}

/** Words from examples and tutorials; none of them turns up in a random value by chance worth speaking of. */
const exampleWords = [
  'changeme',
  'change-me',
  'change_me',
  'replace-me',
  'replaceme',
  'your-secret',
  'your_secret',
  'yoursecret',
  'supersecret',
  'super-secret',
  'super_secret',
  'my-secret',
  'mysecret',
  'my_secret',
  'secretsecret',
  'nextauth',
  'next-auth',
  'example',
  'password',
  'placeholder',
  'insecure',
  'development',
  '0123456789',
  '1234567890',
  'abcdefghij',
  'qwertyuiop',
]

export function checkSessionSecret(env: EnvReader, value: string): void {
  const variable = 'NEXTAUTH_SECRET'
  const fix = 'Make one with: openssl rand -base64 48'
  if (Buffer.byteLength(value) < 32) env.refuse(variable, 'is shorter than 32 bytes', fix)
  else if (new Set(value).size < 10 || isRepetition(value)) env.refuse(variable, 'repeats itself', fix)
  else if (exampleWords.some((word) => value.toLowerCase().includes(word))) {
    env.refuse(variable, 'comes from an example', fix)
  }
}

/** True for `abcabcabc…`: the text starts again before its middle. */
function isRepetition(value: string): boolean {
  const period = (value + value).indexOf(value, 1)
  return period <= value.length / 2
}

const email = /^[\x21-\x3f\x41-\x7e]+@[a-z0-9-]+(\.[a-z0-9-]+)*$/

export function checkedAdmins(env: EnvReader, value: string | null): string[] {
  const admins = (value ?? '')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
  for (const entry of admins) {
    if (!email.test(entry)) {
      env.refuse(
        'PORTAL_ADMINS',
        `holds "${entry.slice(0, 80)}", which is not an e-mail address`,
        'Separate addresses by commas',
      )
    }
  }
  return admins
}
