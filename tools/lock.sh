#!/bin/sh
# Writes the lock files anew, for every Python and platform we support.
# No index is named in them: where packages come from is each machine's own affair.
set -eu
cd "$(dirname "$0")/.."
uv=$(tools/setup.sh uv)

# The other locks start from the runtime lock, so that tests run what users run.
for lock in requirements.txt requirements-dev.txt requirements-train.txt; do
    case $lock in
        requirements.txt) set -- ;;
        requirements-dev.txt) set -- --extra test --constraints requirements.txt ;;
        *) set -- --extra train --constraints requirements.txt ;;
    esac
    "$uv" pip compile pyproject.toml --group build "$@" --upgrade --quiet \
        --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --output-file "$lock"
done

if grep -nE '://|^-|file:' requirements*.txt; then
    echo "The lines above name a place; a lock file must not." >&2
    exit 1
fi
