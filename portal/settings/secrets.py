"""Secrets for a machine that was given none."""

import os
import secrets
from pathlib import Path


def local_secret(path: Path) -> str:
    """Read the secret kept at `path`, making it (mode 600) on the first run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    value = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(value)
    return value
