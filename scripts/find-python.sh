#!/bin/sh
# Print the path of a Python >= 3.12, whatever provides it; explain what to do when there is none.
# PYTHON=/path/to/python overrides the search.
set -u

is_suitable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

accept() {
    is_suitable "$1" || return 0
    "$1" -c 'import sys; print(sys.executable)'
    exit 0
}

if [ -n "${PYTHON:-}" ]; then
    accept "$PYTHON"
    echo "PYTHON=$PYTHON is not Python 3.12 or newer." >&2
    exit 1
fi

# Commands on the PATH. A pyenv shim may refuse to run: then the versions themselves are tried below.
for name in python3.13 python3.12 python3.14 python3 python; do
    command -v "$name" >/dev/null 2>&1 && accept "$name"
done

# Places where Pythons live without being on the PATH: pyenv, Homebrew, python.org's macOS package.
for version in 3.13 3.12 3.14; do
    for candidate in \
        "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version"*/bin/python3 \
        "/opt/homebrew/bin/python$version" "/usr/local/bin/python$version" \
        "/Library/Frameworks/Python.framework/Versions/$version/bin/python3"; do
        [ -x "$candidate" ] && accept "$candidate"
    done
done

# Pythons that uv manages; as the last resort uv may fetch one.
if uv --version >/dev/null 2>&1; then
    for version in 3.13 3.12 3.14; do
        found=$(uv python find --no-project --no-python-downloads "$version" 2>/dev/null) && accept "$found"
    done
    echo "No Python 3.12 or newer here: asking uv for one." >&2
    uv python install 3.13 >/dev/null 2>&1 \
        && found=$(uv python find --no-project 3.13 2>/dev/null) && accept "$found"
fi

cat >&2 <<MESSAGE
Zhitongche needs Python 3.12 or newer; this machine has $(python3 --version 2>/dev/null || echo "no python3").
Install one, then run the command again. Any of these will do:
  Debian 13, Ubuntu 24.04 or newer   apt-get install python3 python3-venv
  macOS                              brew install python@3.13
  pyenv                              pyenv install 3.13
  uv                                 uv python install 3.13
A Python in an unusual place: make setup PYTHON=/path/to/python3
MESSAGE
exit 1
