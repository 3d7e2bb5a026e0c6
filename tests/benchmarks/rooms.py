"""A database and a room for the benchmarks of rooms."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any


def say(word: Any) -> None:
    """Print a line at once: other processes wait for it."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """An environment whose SQLite database is new; REDIS_URL is kept, everything else is the default."""
    with TemporaryDirectory() as directory:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {
            "VAR_DIR": directory,
            "EMBEDDING_BACKEND": "off",
            "DJANGO_SETTINGS_MODULE": "portal.settings.local",
        }
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, env=environment, check=True)
        yield environment


def fresh_room() -> Any:
    """A new room into which everybody may look."""
    from wagtail.models import Site

    from interaction.rooms.actions import open_room
    from interaction.rooms.gates import register_gate
    from interaction.rooms.models import Audience
    from portal.base.models import Department

    register_gate(Department, lambda _department, _user: Audience.PUBLIC)
    site = Site.objects.get(is_default_site=True)
    name = secrets.token_hex(4)
    department = Department.objects.create(site=site, name=name, name_en=name, slug=name)
    return open_room(department, site)
