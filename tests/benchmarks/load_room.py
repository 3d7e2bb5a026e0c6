"""Two thousand readers, one entry a second for a minute: does everybody get everything, when, at what cost?

`python -m tests.benchmarks.load_room` serves the whole portal (`portal.asgi`) from one process on a database
of its own, first to sockets, then to pollers, and prints a Markdown table. The readers share the machine.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.rooms import own_database, say

PORT = 8198
TICKS = os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int, name: str) -> float:
    """A figure of the kernel about a process's memory: VmRSS now, VmHWM at its peak."""
    for text in Path(f"/proc/{pid}/status").read_text().splitlines():
        if text.startswith(name):
            return int(text.split()[1]) / 1024
    raise LookupError(name)


def cpu_seconds(pid: int) -> float:
    """The time that a process has spent on a core."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def start(*arguments: str, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", *arguments]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, env=environment, text=True, **pipes)


def line(process: "subprocess.Popen[str]") -> str:
    text = process.stdout.readline().strip() if process.stdout else ""
    if not text:
        sys.exit(f"{process.args} ended")
    return text


def measure(way: str, readers: int, entries: int, environment: Mapping[str, str]) -> dict[str, Any]:
    """Let readers follow a fresh room by one way."""
    server = start("tests.benchmarks.load_room", "--serve", f"--entries={entries}", environment=environment)
    crowd = None
    try:
        room, epoch = line(server).split()
        line(server)
        # The pipeline of the chatbot is loaded in the background: not what is measured here.
        time.sleep(8)
        empty = memory_mb(server.pid, "VmRSS")
        options = [f"--port={PORT}", f"--room={room}", f"--epoch={epoch}"]
        options += [f"--readers={readers}", f"--entries={entries}"]
        crowd = start("tests.benchmarks.readers", way, *options, environment=environment)
        line(crowd)
        connected = memory_mb(server.pid, "VmRSS")
        spent, began = cpu_seconds(server.pid), time.monotonic()
        server.stdin.write("go\n")
        server.stdin.flush()
        seen = json.loads(line(crowd))
        share = (cpu_seconds(server.pid) - spent) / (time.monotonic() - began)
        peak = memory_mb(server.pid, "VmHWM")
    finally:
        for process in filter(None, (crowd, server)):
            process.kill()
            process.wait()
    return {**seen, "cpu": share, "empty": empty, "connected": connected, "peak": peak}


async def serve(entries: int) -> None:
    """Serve the portal; after a line, write an entry a second as a view would, in a thread."""
    import uvicorn
    from asgiref.sync import sync_to_async

    from interaction.rooms.actions import append_entry
    from portal.asgi import application
    from tests.benchmarks.room_servers import TEXT
    from tests.benchmarks.rooms import fresh_room

    room = await sync_to_async(fresh_room)()
    say(f"{room.pk} {room.epoch}")
    config = uvicorn.Config(
        application, port=PORT, ws_per_message_deflate=False, log_level="warning", access_log=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.05)
    say("READY")
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    write = sync_to_async(append_entry)
    for _number in range(entries):
        await write(room, "remark", {"text": TEXT, "sent": time.time()}, author_kind="host")
        await asyncio.sleep(1)
    await serving


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=2000)
    parser.add_argument("--entries", type=int, default=60)
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    if options.serve:
        import django
        import uvloop

        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        django.setup()
        uvloop.run(serve(options.entries))
        return
    load = os.getloadavg()[0]
    with own_database() as environment:
        found = {
            way: measure(way, options.readers, options.entries, environment) for way in ("sockets", "pollers")
        }
    say(f"{options.readers} readers, {options.entries} entries, one a second; load before: {load:.1f}\n")
    say("| | sockets | pollers |\n|---|---|---|")
    rows = {
        "entries seen, each once and in order": "{seen:,}",
        "delay p50": "{p50:.2f} s",
        "delay p95": "{p95:.2f} s",
        "delay at most": "{max:.2f} s",
        "requests a second": "{requests_a_second:.0f}",
        "of one core": "{cpu:.0%}",
        "memory of the server, nobody there": "{empty:.0f} MB",
        "with everybody connected": "{connected:.0f} MB",
        "at its peak": "{peak:.0f} MB",
    }
    for name, shape in rows.items():
        say(f"| {name} | {shape.format(**found['sockets'])} | {shape.format(**found['pollers'])} |")


if __name__ == "__main__":
    main()
