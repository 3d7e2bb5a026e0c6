"""A way through the network that cuts and clogs connections; it also spreads them over the servers."""

import asyncio
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

CHUNK = 4096
# So little is held for a reader that has stopped reading: the server soon notices.
RECEIVE_BUFFER = 4096


class Connection:
    """One client's way to a server."""

    def __init__(self, *writers: asyncio.StreamWriter) -> None:
        self.writers = writers
        self.flowing = asyncio.Event()
        self.flowing.set()

    def cut(self) -> None:
        """End it without a word."""
        self.flowing.set()
        for writer in self.writers:
            writer.transport.abort()


class Proxy:
    """Takes connections at one port and carries them to any of the others."""

    def __init__(self, seed: int, targets: list[int]) -> None:
        self.port = 0
        self._targets = targets
        self._random = random.Random(seed)
        self._connections: set[Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)

    def start(self) -> None:
        """Begin to carry."""
        self._thread.start()
        self._run(self._listen())

    def stop(self) -> None:
        """End every connection and the thread."""
        self.cut(1.0)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def cut(self, share: float) -> int:
        """Cut a share of the connections."""
        return self._run(self._to_each(share, Connection.cut))

    def clog(self, share: float) -> int:
        """Stop carrying on a share of the connections, which stay open: readers that do not read."""
        return self._run(self._to_each(share, lambda connection: connection.flowing.clear()))

    def smooth(self) -> None:
        """Cut what is clogged; what comes from now on goes through."""

        async def free() -> None:
            for connection in [one for one in self._connections if not one.flowing.is_set()]:
                connection.cut()

        self._run(free())

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> None:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    async def _to_each(self, share: float, do: Callable[[Connection], None]) -> int:
        chosen = [one for one in self._connections if self._random.random() < share]
        for connection in chosen:
            do(connection)
        return len(chosen)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = await self._reach()
        if target is None:
            writer.transport.abort()
            return
        from_target, to_target = target
        connection = Connection(writer, to_target)
        self._connections.add(connection)
        try:
            await asyncio.gather(
                self._pump(connection, reader, to_target), self._pump(connection, from_target, writer)
            )
        finally:
            self._connections.discard(connection)
            connection.cut()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """A way to a server that is there."""
        for port in self._random.sample(self._targets, len(self._targets)):
            upstream = socket.socket()
            upstream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            upstream.setblocking(False)
            try:
                await self._loop.sock_connect(upstream, ("127.0.0.1", port))
                return await asyncio.open_connection(sock=upstream, limit=CHUNK)
            except OSError:
                upstream.close()
        return None

    async def _pump(
        self, connection: Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            while data := await reader.read(CHUNK):
                await connection.flowing.wait()
                writer.write(data)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:
            connection.cut()


@contextmanager
def rough_way(seed: int, targets: list[int]) -> Iterator[Proxy]:
    """A proxy before the servers, for as long as the block lasts."""
    proxy = Proxy(seed, targets)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
