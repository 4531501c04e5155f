const root = import.meta.dirname

/** @type {import('next').NextConfig} */
const config = {
  // Helpers and benches may build beside a running build; the product always uses .next.
  distDir: process.env.STEWARD_DIST_DIR ?? '.next',
  output: 'standalone',
  turbopack: { root },
  outputFileTracingRoot: root,
  poweredByHeader: false,
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
  agentRules: false,
  experimental: { agentUpgrade: false },
  serverExternalPackages: ['better-sqlite3', 'pg', 'pino'],
}

export default config
