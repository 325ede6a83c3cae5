#!/bin/sh
# Makes .venv from a lock, once: `requirements/install.sh run` for using Jalon, `… dev` for working on it too.
# Needs Python 3.11 or later and nothing else. Returns at once while lock and pyproject.toml are the ones installed.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        if is_recent "$PYTHON"; then printf '%s' "$PYTHON"; return; fi
        say "PYTHON=$PYTHON is no Python 3.11 or later."
        say "PYTHON=$PYTHON n’est pas un Python 3.11 ou plus récent."
        return 1
    fi
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if command -v "$candidate" >/dev/null 2>&1 && is_recent "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
    done
    say 'Jalon needs Python 3.11 or later, and none is on the PATH. Install one, or name it: make demo PYTHON=/path/to/python3.12'
    say 'Jalon demande Python 3.11 ou plus récent, introuvable dans le PATH. Installez-le, ou nommez-le comme ci-dessus.'
    return 1
}

# What is installed is remembered as the very text of the files that say what to install.
wanted() { cat "requirements/$1.txt" pyproject.toml; }
is_installed() { [ -f ".venv/jalon-$1" ] && wanted "$1" | cmp -s - ".venv/jalon-$1"; }

lock=$1
if [ -x .venv/bin/python ] && is_recent .venv/bin/python; then
    # Everything that `run` asks for is in `dev` too, in the same versions.
    if is_installed "$lock" || { [ "$lock" = run ] && is_installed dev; }; then exit 0; fi
else
    python=$(find_python)
    rm -rf .venv
    if ! "$python" -m venv .venv >&2; then
        rm -rf .venv
        say "$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"
        say "$python ne sait pas créer d’environnement virtuel ; sous Debian et Ubuntu : apt install python3-venv"
        exit 1
    fi
fi

say "Setting up .venv from requirements/$lock.txt (once; a minute or so)"
rm -f .venv/jalon-run .venv/jalon-dev
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
# Wheels only: a source archive would fetch build tools that no hash covers.
.venv/bin/python -m pip install -qq --require-hashes --only-binary :all: --requirement "requirements/$lock.txt"
.venv/bin/python -m pip install -qq --no-deps --no-build-isolation --editable .
wanted "$lock" >".venv/jalon-$lock"
