#!/bin/sh
# Makes or refreshes .venv, or .venv-train, from a lock file; silent and quick when nothing has
# changed.
#
#   tools/setup.sh runtime    what `survey` needs
#   tools/setup.sh dev        the same and the tools that check it
#   tools/setup.sh train      .venv-train: what `survey` needs, and scikit-learn to train with
#   tools/setup.sh uv         only uv itself, in .boot
#
# PYTHON picks the interpreter; otherwise the first on PATH that is new enough.
set -eu
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
# An office may look into its own traffic: trust what the system trusts, as pip does.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if new_enough "$candidate"; then
            # The real path: uv follows no shims and must not look for another version.
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
        [ -z "${PYTHON:-}" ] || break
    done
    die "Python 3.11 or newer is needed; '${PYTHON:-python3}' is not. Name one: make PYTHON=/path/to/python3 ..."
}

# A private uv, so that neither the system's packages nor the user's are touched.
# `--target` also works where pip is "externally managed" or ensurepip is missing.
find_uv() {
    pinned=tools/bootstrap-requirements.txt
    if [ -x .boot/bin/uv ] && cmp -s "$pinned" .boot/stamp; then
        echo .boot/bin/uv
        return
    fi
    rm -rf .boot
    if "$python" -m pip --version >/dev/null 2>&1 &&
        "$python" -m pip install --quiet --no-deps --only-binary :all: \
            --require-hashes --target .boot -r "$pinned" >&2 && .boot/bin/uv --version >/dev/null; then
        cp "$pinned" .boot/stamp
        echo .boot/bin/uv
    else
        command -v uv || true # someone's own uv will do; none at all is for the caller to mend
    fi
}

make_with_uv() {
    "$uv" venv --quiet --clear --no-python-downloads --python "$python" "$venv"
}

make_with_pip() {
    "$python" -m venv --clear "$venv" ||
        die "This Python has neither pip nor a complete venv module." \
            "On Debian and Ubuntu: apt-get install python3-pip (or python3-venv), then run make again."
}

# --no-build-isolation: hatchling comes from the lock, so nothing unpinned is fetched.
sync_with_uv() {
    "$uv" pip sync --quiet --python "$venv/bin/python" --require-hashes "$lock"
    "$uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
}

sync_with_pip() {
    "$venv/bin/python" -m pip install --quiet --require-hashes -r "$lock"
    "$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
}

python=$(find_python)
venv=.venv
case ${1:-} in
    uv)
        uv=$(find_uv)
        [ -n "$uv" ] || die "uv could not be installed: is there pip for $python?"
        echo "$uv"
        exit
        ;;
    runtime) lock=requirements.txt ;;
    dev) lock=requirements-dev.txt ;;
    train) lock=requirements-train.txt venv=.venv-train ;;
    *) die "usage: tools/setup.sh runtime|dev|train|uv" ;;
esac

# The stamp says which lock is in it and what it was made from. A development
# environment also serves `make demo`; going back and forth keeps it as it is.
interpreter=$("$python" -c 'import sys; print(sys.version, sys.base_prefix)')
stamp="$venv/.synced"
if grep -qs '^requirements-dev.txt ' "$stamp"; then lock=requirements-dev.txt; fi
state="$lock $({ echo "$interpreter"; cat "$lock" pyproject.toml tools/setup.sh; } | cksum)"
if [ -x "$venv/bin/survey" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; then exit 0; fi

say "Setting up $venv from $lock"
uv=$(find_uv)
how=pip
if [ -n "$uv" ]; then how=uv; fi
# A working .venv of the same interpreter is kept and only brought up to date.
if [ "$(cat "$venv/.made" 2>/dev/null)" != "$how $interpreter" ] || ! "$venv/bin/python" -c '' 2>/dev/null; then
    "make_with_$how"
    echo "$how $interpreter" >"$venv/.made"
fi
rm -f "$stamp"
"sync_with_$how"
echo "$state" >"$stamp"
