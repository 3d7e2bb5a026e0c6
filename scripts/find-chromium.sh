#!/bin/sh
# Print the path of a Chromium or Chrome for the browser tests; on Debian install it (and a Chinese
# font) when missing. CHROMIUM=/path/to/browser overrides the search.
set -eu

if [ -n "${CHROMIUM:-}" ]; then
    [ -x "$CHROMIUM" ] || { echo "CHROMIUM=$CHROMIUM cannot be run." >&2; exit 1; }
    echo "$CHROMIUM"
    exit 0
fi

find_browser() {
    for name in chromium chromium-browser google-chrome-stable google-chrome; do
        command -v "$name" 2>/dev/null && return 0
    done
    for app in "Google Chrome" Chromium; do
        for folder in /Applications "$HOME/Applications"; do
            [ -x "$folder/$app.app/Contents/MacOS/$app" ] || continue
            echo "$folder/$app.app/Contents/MacOS/$app"
            return 0
        done
    done
    return 1
}

has_chinese_font() {
    ! command -v fc-list >/dev/null 2>&1 || [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -n 1)" ]
}

if ! browser=$(find_browser) || ! has_chinese_font; then
    if command -v apt-get >/dev/null 2>&1; then
        sh scripts/debian-install.sh chromium fonts-noto-cjk
    elif [ -z "${browser:-}" ]; then
        echo "The browser tests need Google Chrome or Chromium: install one, or set CHROMIUM=/path/to/it." >&2
        exit 1
    fi
fi
find_browser
