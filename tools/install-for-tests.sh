#!/bin/sh
# Sees to it that what the tests need of the system is there: Chromium, fonts for our languages,
# and the libraries that lay out a PDF.
# CHROMIUM names another Chromium or Chrome. With CI=true something missing is an error.
set -eu

has_browser() {
    for browser in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$browser" ] && command -v "$browser" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

has_pango() {
    .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1
}

wanted=
if ! has_browser; then wanted="chromium fonts-noto-core"; fi
if ! has_pango; then wanted="$wanted libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"; fi
if [ -z "$wanted" ]; then exit 0; fi

# `sudo -n` never asks: a test run must not stop at a password prompt.
if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n env'
else
    as_root=
fi

if [ -n "$as_root" ] && command -v apt-get >/dev/null 2>&1; then
    printf 'Installing for the tests: %s\n' "$wanted" >&2
    log=$(mktemp)
    # shellcheck disable=SC2086 # as_root and wanted are several words
    if $as_root apt-get update -qq >"$log" 2>&1 &&
        $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            $wanted >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
fi

printf 'Missing, install them: %s\n' "$wanted" >&2
if [ "${CI:-}" = true ]; then exit 1; fi
printf '%s\n' 'Tests that need them will be skipped.' >&2
