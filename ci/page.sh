#!/usr/bin/env bash
# The page of `holdem serve`: types, lint and format, unit tests, and tests in Chromium against the binary.
#
#     bash ci/page.sh [BINARY]
#
# Needs Node.js 20 and npm; installs Debian's Chromium where there is none. Pictures of every page are left in
# crates/web/page/tests/browser/out.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export HOLDEM_BIN="${1:-$root/target/release/holdem}"
export HOLDEM_CACHE="${HOLDEM_CACHE:-$root/target/ci/cache}"

if ! command -v chromium >/dev/null; then
  apt-get update -qq
  apt-get install -y -qq chromium >/dev/null
fi

cd "$root/crates/web/page"
npm ci --no-audit --no-fund --silent
npm run --silent check
npm test --silent
rm -rf tests/browser/out
npm run --silent test:browser
