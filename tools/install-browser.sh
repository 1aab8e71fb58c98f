#!/bin/sh
# Sees to it that Chromium and fonts for our languages are there for the browser tests.
# CHROMIUM names another Chromium or Chrome. With CI=true a missing one is an error.
set -eu

for browser in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$browser" ] && command -v "$browser" >/dev/null 2>&1; then exit 0; fi
done

# `sudo -n` never asks: a test run must not stop at a password prompt.
if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n env'
else
    as_root=
fi

if [ -n "$as_root" ] && command -v apt-get >/dev/null 2>&1; then
    printf 'Installing Chromium for the browser tests\n' >&2
    log=$(mktemp)
    # shellcheck disable=SC2086 # as_root is a command and its words
    if $as_root apt-get update -qq >"$log" 2>&1 &&
        $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            chromium fonts-noto-core >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
fi

printf '%s\n' 'No Chromium found: install chromium and fonts-noto-core (or set CHROMIUM to one).' >&2
if [ "${CI:-}" = true ]; then exit 1; fi
printf '%s\n' 'The browser tests will be skipped.' >&2
