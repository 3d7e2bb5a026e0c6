"""Two thousand careful readers in one process: each checks what it gets, by socket or by polling.

`python -m tests.benchmarks.readers sockets|pollers --port 8199 --room 1 --readers 2000 --entries 60` prints
READY when all are there, and at the end what they saw as one line of JSON.
"""

import argparse
import asyncio
import json
import random
import resource
import statistics
import struct
import sys
import time
from typing import Any

from tests.benchmarks.crowd import RESUME, masked
from tests.benchmarks.rooms import say

POLL_SECONDS = 10.0
WINDOW = 50
PING, PONG_HEAD = 0x9, 0x8A


class Log:
    """What one reader has seen: every entry once and in order, or the run has failed."""

    def __init__(self) -> None:
        self.cursor = 0
        self.delays: list[float] = []

    def take(self, upto: int, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            if entry["seq"] <= self.cursor:
                continue
            if entry["seq"] != self.cursor + 1:
                sys.exit(f"{entry['seq']} came after {self.cursor}")
            self.cursor += 1
            self.delays.append(time.time() - entry["body"]["sent"])
        if self.cursor != upto:
            sys.exit(f"{upto} was promised, {self.cursor} was given")


class Socket(asyncio.Protocol):
    """One reader by socket."""

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd, self.log = crowd, Log()
        self._is_open = False
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.transport.write(
            f"GET /ws/rooms/{self.crowd.room}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Origin: http://127.0.0.1:{self.crowd.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                sys.exit(head.decode())
            self._is_open, self._buffer = True, rest
            self.transport.write(masked(RESUME))
            self.crowd.arrived()
        while frame := self._cut_frame():
            self._hear(*frame)

    def _cut_frame(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        start, size = 2, buffer[1]
        if size == 126 and len(buffer) >= 4:
            start, size = 4, struct.unpack("!H", buffer[2:4])[0]
        elif size == 127 and len(buffer) >= 10:
            start, size = 10, struct.unpack("!Q", buffer[2:10])[0]
        elif size >= 126:
            return None
        if len(buffer) < start + size:
            return None
        self._buffer = buffer[start + size :]
        return buffer[0] & 0xF, buffer[start : start + size]

    def _hear(self, opcode: int, body: bytes) -> None:
        if opcode == PING:
            self.transport.write(struct.pack("!BB", PONG_HEAD, 0x80 | len(body)) + bytes(4) + body)
        elif body.startswith(b'{"type":"entries"'):
            frame = json.loads(body)
            self.log.take(frame["upto"], frame["entries"])
            self.crowd.check()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.crowd.all_done.is_set():
            sys.exit(f"A socket was closed: {exc}")


class Crowd:
    """All the readers, and what they saw."""

    def __init__(self, port: int, room: int, readers: int, entries: int) -> None:
        self.port, self.room, self.readers, self.entries = port, room, readers, entries
        self.logs: list[Log] = []
        self.requests = 0
        self.unchanged = 0
        self.all_done = asyncio.Event()
        self._all_here = asyncio.Event()
        self._here = 0

    def arrived(self) -> None:
        self._here += 1
        if self._here == self.readers:
            self._all_here.set()

    def check(self) -> None:
        if len(self.logs) == self.readers and all(log.cursor == self.entries for log in self.logs):
            self.all_done.set()

    async def follow_by_sockets(self) -> None:
        loop = asyncio.get_running_loop()
        for _number in range(self.readers):
            _transport, socket = await loop.create_connection(lambda: Socket(self), "127.0.0.1", self.port)
            self.logs.append(socket.log)
        await self._all_here.wait()
        await self._report()

    async def follow_by_polling(self, epoch: str) -> None:
        async with asyncio.TaskGroup() as group:
            for _number in range(self.readers):
                self.logs.append(Log())
                group.create_task(self._poll(epoch, self.logs[-1]))
            self._all_here.set()
            await self._report()

    async def _report(self) -> None:
        say("READY")
        began = time.monotonic()
        await self.all_done.wait()
        seconds = time.monotonic() - began
        delays = [delay for log in self.logs for delay in log.delays]
        cuts = statistics.quantiles(delays, n=100)
        figures = {"p50": cuts[49], "p95": cuts[94], "max": max(delays), "seen": len(delays)}
        rate = self.requests / seconds
        say(
            json.dumps(
                {**figures, "requests_a_second": rate, "unchanged": self.unchanged, "seconds": seconds}
            )
        )

    async def _poll(self, epoch: str, log: Log) -> None:
        # Not everybody comes at once.
        await asyncio.sleep(random.uniform(0, POLL_SECONDS))
        etag = ""
        while log.cursor < self.entries:
            number = log.cursor // WINDOW
            path = f"/rooms/{self.room}/{epoch}/{number}/"
            status, headers, body = await self._get(path, etag)
            self.requests += 1
            self.unchanged += status == 304
            if status == 200:
                window = json.loads(body)
                log.take(window["upto"], window["entries"])
                etag = headers["etag"]
                if window["upto"] == (number + 1) * WINDOW and log.cursor < self.entries:
                    continue
            elif status != 304:
                sys.exit(f"{path}: {status}")
            if log.cursor < self.entries:
                await asyncio.sleep(random.uniform(POLL_SECONDS - 1, POLL_SECONDS + 1))
        self.check()

    async def _get(self, path: str, etag: str) -> tuple[int, dict[str, str], bytes]:
        # Uvicorn keeps a silent connection for 5 s, so each request of a reader needs another.
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = (f"GET {path} HTTP/1.1", "Host: 127.0.0.1", f"If-None-Match: {etag}", "Connection: close")
        writer.write("\r\n".join((*lines, "", "")).encode())
        found = await answer(reader)
        writer.close()
        return found


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    """One HTTP answer with a known length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return int(head[0].split()[1]), headers, body


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=("sockets", "pollers"))
    parser.add_argument("--port", type=int)
    parser.add_argument("--room", type=int)
    parser.add_argument("--epoch", default="")
    parser.add_argument("--readers", type=int)
    parser.add_argument("--entries", type=int)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    import uvloop

    crowd = Crowd(options.port, options.room, options.readers, options.entries)
    following = (
        crowd.follow_by_sockets() if options.way == "sockets" else crowd.follow_by_polling(options.epoch)
    )
    uvloop.run(following)


if __name__ == "__main__":
    main()
