#!/bin/sh
# Makes sure that the browser tests find a Chromium: the one named by CHROMIUM, Debian's, or Playwright's own.
set -eu
if [ -n "${CHROMIUM:-}" ] || [ -x /usr/bin/chromium ]; then
  exit 0
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; then
    exit 0
  fi
fi
npx playwright install --with-deps chromium || npx playwright install chromium
