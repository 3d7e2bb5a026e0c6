"""How fast one core tells a crowd something: bare websockets, a Channels relay, our room.

`python -m tests.benchmarks.bench_rooms` prints a Markdown table. The server has one core, the crowd another;
with REDIS_URL the ways over Redis are measured as well. The environment must not be busy.
"""

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping

from tests.benchmarks.rooms import own_database, say

SOCKETS = 500
ENTRIES = {"bare": 400, "naive": 20, "fan_out": 400, "room": 1000}
NAMES = {
    "bare": "bare `websockets`: `broadcast()`",
    "naive": "Channels, each socket relays the group's message",
    "fan_out": "our room, from memory to the sockets like the two above",
    "room": "our room in use, each entry written to the database and read from it",
}
OURS = ("fan_out", "room")
PORT = 8197


def start(module: str, *arguments: str, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    """Start a process that speaks by lines."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def line(process: "subprocess.Popen[str]") -> str:
    """The next line of a process.

    Raises:
        RuntimeError: it ended instead.
    """
    text = process.stdout.readline().strip() if process.stdout else ""
    if not text:
        raise RuntimeError(f"{process.args} ended")
    return text


def messages_a_second(way: str, sockets: int, entries: int, environment: Mapping[str, str]) -> float:
    """Send entries to all sockets and see when the last socket has its last."""
    server = start(
        "room_servers", way, f"--port={PORT}", f"--entries={entries}", "--core=0", environment=environment
    )
    crowd = None
    try:
        path = f"/ws/rooms/{line(server)}/" if way in OURS else "/ws/"
        line(server)
        options = [f"--port={PORT}", f"--path={path}", f"--sockets={sockets}", f"--entries={entries}"]
        options += ["--room"] if way in OURS else []
        crowd = start("crowd", *options, "--core=1", environment=environment)
        line(crowd)
        server.stdin.write("go\n")
        server.stdin.flush()
        began = float(line(server))
        return sockets * entries / (float(line(crowd)) - began)
    finally:
        for process in filter(None, (crowd, server)):
            process.kill()
            process.wait()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sockets", type=int, default=SOCKETS)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    layers = {"in process": ""} | ({"Redis": os.environ["REDIS_URL"]} if os.environ.get("REDIS_URL") else {})
    load = os.getloadavg()[0]
    with own_database() as environment:
        rates = {}
        for layer, redis_url in layers.items():
            for way in ("naive", "room") if redis_url else NAMES:
                runs = [
                    messages_a_second(
                        way, options.sockets, ENTRIES[way], {**environment, "REDIS_URL": redis_url}
                    )
                    for _run in range(options.runs)
                ]
                rates[way, layer] = statistics.median(runs)
    bare = rates["bare", "in process"]
    say(f"{options.sockets} sockets, entries of 120 characters, one core; load before: {load:.1f}\n")
    say("| way | layer | messages/s | × bare | × relay |\n|---|---|---|---|---|")
    for (way, layer), rate in rates.items():
        relay = rates["naive", layer]
        name = "–" if way in ("bare", "fan_out") else layer
        say(f"| {NAMES[way]} | {name} | {rate:,.0f} | {rate / bare:.2f} | {rate / relay:.1f} |")


if __name__ == "__main__":
    main()
