"""The portal as `make demo` runs it, on a database and folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[2]
START_SECONDS = 120


@contextmanager
def fresh_database(folder: Path) -> Iterator[str]:
    """Give the URL of an empty database: a file, or one on the PostgreSQL of DATABASE_URL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    server, _, name = url.rpartition("/")
    name = f"{name}_e2e"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    """Name a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningPortal:
    """A portal with the demo city, its server and its workers."""

    folder: Path
    database_url: str
    port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        """The origin, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """Everything the server and the workers have printed."""
        return (self.folder / "portal.log").read_text(encoding="utf-8")

    @property
    def passwords(self) -> dict[str, str]:
        """The demo accounts' passwords by user name."""
        rows = (self.folder / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()
        return {words[0]: words[1] for row in rows if len(words := row.split()) > 1}

    def environment(self) -> dict[str, str]:
        """The demo's settings, kept away from the developer's own data."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.settings.local",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "BASE_URL": self.address,
            # Answers must not depend on how far the background has come.
            "EMBEDDING_BACKEND": os.environ.get("EMBEDDING_BACKEND", "off"),
        }

    def command(self, *words: str) -> str:
        """Run a management command and return what it printed."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(words)} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve until the block ends."""
        command = [sys.executable, "manage.py", "serve_demo", "--port", str(self.port)]
        with (self.folder / "portal.log").open("w") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=log, stderr=subprocess.STDOUT
            )
            try:
                self.wait_until_open(process)
                yield
            finally:
                process.terminate()
                process.wait(timeout=20)

    def wait_until_open(self, process: subprocess.Popen[bytes]) -> None:
        """Return when the first page answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                urllib.request.urlopen(self.address, timeout=10).close()
            except urllib.error.HTTPError:
                break
            except urllib.error.URLError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError(f"The portal did not open:\n{self.log}")


@contextmanager
def run_portal(folder: Path) -> Iterator[RunningPortal]:
    """Migrate, load the demo city and serve it; static files are those that `make` has collected."""
    (folder / "static").symlink_to(ROOT / "var" / "static")
    with fresh_database(folder) as database_url:
        portal = RunningPortal(folder, database_url)
        portal.command("migrate", "--verbosity", "0")
        portal.command("load_demo")
        with portal.served():
            yield portal
