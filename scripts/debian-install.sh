#!/bin/sh
# Install the named Debian packages, as root or by sudo; elsewhere say what is missing and fail.
set -eu

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Please install: $* (this machine has no apt-get to do it)." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    sudo=""
elif sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null 2>&1; }; then
    sudo="sudo"
else
    echo "Please run as root: apt-get install --no-install-recommends $*" >&2
    exit 1
fi

log=$(mktemp)
install_packages() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >"$log" 2>&1 </dev/null
}
echo "Installing $* …" >&2
if ! install_packages "$@"; then
    $sudo apt-get update -qq >/dev/null
    install_packages "$@" || { cat "$log" >&2; exit 1; }
fi
rm -f "$log"
