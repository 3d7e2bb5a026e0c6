"""A crowd of readers in one process: plain sockets that count entries, so cheap that the server is measured.

`python -m tests.benchmarks.crowd --port 8199 --path /ws/ --sockets 500 --entries 200` prints READY when all
are connected, and the time at which the last socket had its last entry.
"""

import argparse
import asyncio
import base64
import json
import os
import secrets
import struct
import sys
import time

from tests.benchmarks.rooms import say

# Stands once in every entry, and nowhere else.
MARK = b'"seq":'
RESUME = json.dumps({"type": "resume", "epoch": "", "after": 0}).encode()


def masked(text: bytes) -> bytes:
    """A text frame (under 126 bytes) as clients must send it."""
    mask = secrets.token_bytes(4)
    body = bytes(byte ^ mask[index % 4] for index, byte in enumerate(text))
    return struct.pack("!BB", 0x81, 0x80 | len(text)) + mask + body


class Reader(asyncio.Protocol):
    """One socket: upgrades, says where it is, counts marks."""

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd = crowd
        self.entries = 0
        self._is_open = False
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.transport.write(
            f"GET {self.crowd.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        if not self._is_open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                sys.exit(head.decode())
            self._is_open = True
            if self.crowd.is_room:
                self.transport.write(masked(RESUME))
            self.crowd.opened()
        self.entries += data.count(MARK)
        # A mark may be cut in two; the rest is shorter than a mark, so nothing is counted twice.
        self._rest = data[-len(MARK) + 1 :]
        if self.entries >= self.crowd.entries:
            self.crowd.finished(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.crowd.is_over:
            sys.exit(f"A socket was closed: {exc}")


class Crowd:
    """All the sockets, and when the last of them has everything."""

    def __init__(self, path: str, sockets: int, entries: int, *, is_room: bool) -> None:
        self.path, self.sockets, self.entries, self.is_room = path, sockets, entries, is_room
        self._open = 0
        self._done: set[Reader] = set()
        self._all_open = asyncio.Event()
        self._all_done = asyncio.Event()

    @property
    def is_over(self) -> bool:
        return self._all_done.is_set()

    def opened(self) -> None:
        self._open += 1
        if self._open == self.sockets:
            self._all_open.set()

    def finished(self, reader: Reader) -> None:
        self._done.add(reader)
        if len(self._done) == self.sockets:
            self.finished_at = time.monotonic()
            self._all_done.set()

    async def run(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        readers = []
        for _number in range(self.sockets):
            _transport, reader = await loop.create_connection(lambda: Reader(self), "127.0.0.1", port)
            readers.append(reader)
        await self._all_open.wait()
        # The answers to `resume` are not part of what is measured.
        await asyncio.sleep(1)
        say("READY")
        await self._all_done.wait()
        if any(reader.entries != self.entries for reader in readers):
            sys.exit("A socket had more entries than were sent.")
        say(self.finished_at)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--path")
    parser.add_argument("--sockets", type=int)
    parser.add_argument("--entries", type=int)
    parser.add_argument("--room", action="store_true")
    parser.add_argument("--core", type=int)
    options = parser.parse_args()
    os.sched_setaffinity(0, {options.core})
    import uvloop

    crowd = Crowd(options.path, options.sockets, options.entries, is_room=options.room)
    uvloop.run(crowd.run(options.port))


if __name__ == "__main__":
    main()
