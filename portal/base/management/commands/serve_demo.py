"""Serve the portal with its task workers and its scheduler: what `make demo` runs."""

import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

HOST = "127.0.0.1"
ACCOUNTS_FILE = "demo-accounts.txt"
Process = subprocess.Popen[str]


def is_taken(port: int) -> bool:
    """Tell whether another program listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def is_serving(port: int, server: Process) -> bool:
    """Wait until the server listens; false when it ends before that."""
    while server.poll() is None:
        if is_taken(port):
            return True
        time.sleep(0.1)
    return False


class Command(BaseCommand):
    help = "Serve the portal at 127.0.0.1 with task workers and the scheduler beside it, until Ctrl-C."
    is_ending = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Start the processes; when one ends, or on Ctrl-C, end the others too."""
        if is_taken(port):
            raise CommandError(f"Port {port} is taken. Free it or choose another: make demo PORT={port + 1}")
        for request_to_end in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(request_to_end, self.interrupt)
        self.stdout.write("Starting …")
        self.stdout.flush()
        processes = self.start(port)
        try:
            if is_serving(port, processes[0]):
                self.announce(port)
            while all(process.poll() is None for process in processes):
                time.sleep(0.2)
            raise CommandError("The server, the scheduler or a task worker has stopped; see the lines above.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            self.stop(processes)

    def interrupt(self, signum: int, frame: FrameType | None) -> None:
        """Treat a request to end like Ctrl-C."""
        raise KeyboardInterrupt

    def start(self, port: int) -> list[Process]:
        """Start the web server, the scheduler and one worker a queue: embedding never delays other tasks."""
        server = ["-m", "uvicorn", "portal.asgi:application", "--host", HOST, "--port", str(port)]
        server += ["--log-level", "warning", "--timeout-graceful-shutdown", "3"]
        # Short messages to many: compressing each for each socket costs more than it saves.
        server += ["--ws-per-message-deflate", "false", "--ws-max-size", "65536"]
        worker = ["manage.py", "db_worker", "--no-startup-delay", "--interval", "0.5", "--queue-name"]
        workers = [[*worker, queue] for queue in settings.TASKS["default"]["QUEUES"]]
        scheduler = ["manage.py", "crontask", "--no-heartbeat"]
        first = [self.launch(server), self.launch(scheduler, only_errors=True)]
        return first + [self.launch(command) for command in workers]

    def launch(self, command: list[str], *, only_errors: bool = False) -> Process:
        """Start one process, out of reach of Ctrl-C: only we end it."""
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL if only_errors else subprocess.PIPE,
            stderr=subprocess.PIPE if only_errors else subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        Thread(target=self.relay, args=[process], daemon=True).start()
        return process

    def relay(self, process: Process) -> None:
        """Print what a process prints, until we end it."""
        for line in process.stdout or process.stderr or []:
            if not self.is_ending:
                self.stdout.write(line, ending="")
                self.stdout.flush()

    def stop(self, processes: list[Process]) -> None:
        """End all of them: the first request lets a task finish, the second marks it failed."""
        self.is_ending = True
        for end in (Process.terminate, Process.terminate, Process.kill):
            running = [process for process in processes if process.poll() is None]
            for process in running:
                end(process)
            deadline = time.monotonic() + 4
            while time.monotonic() < deadline and any(process.poll() is None for process in running):
                time.sleep(0.05)

    def announce(self, port: int) -> None:
        """Say where the portal is and with which accounts to sign in."""
        address = f"http://{HOST}:{port}/"
        self.stdout.write(f"\nZhitongche is open at {self.style.SUCCESS(address)}  (English: {address}en/)")
        accounts = Path(settings.VAR_DIR) / ACCOUNTS_FILE
        if accounts.exists():
            self.stdout.write(f"Staff sign in at {address}admin/ with the accounts of {accounts}:\n")
            self.stdout.write(accounts.read_text(encoding="utf-8").rstrip())
        self.stdout.write("\nCtrl-C stops it.")
        self.stdout.flush()
