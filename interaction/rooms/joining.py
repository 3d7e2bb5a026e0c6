"""The readers of this process: a room has one from its first socket to its last."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from weakref import WeakKeyDictionary

from interaction.rooms.clock import Clock
from interaction.rooms.followers import Follower
from interaction.rooms.reader import Reader


class Session:
    """A reader with the tasks that keep it going."""

    def __init__(self, room_id: int) -> None:
        self.reader = Reader(room_id)
        self._tasks: list[asyncio.Task[None]] = []
        self._starting = self._run(self._start())

    async def join(self, follower: Follower) -> Reader:
        """Add a socket and wait until the room has been read."""
        self.reader.followers.add(follower)
        self.reader.presence.own = len(self.reader.followers)
        await asyncio.shield(self._starting)
        return self.reader

    def leave(self, follower: Follower) -> None:
        """Take a socket out; the last one ends the reader."""
        follower.is_open = False
        if follower.sending is not None:
            follower.sending.cancel()
        self.reader.followers.discard(follower)
        self.reader.presence.own = len(self.reader.followers)

    def stop(self) -> None:
        """End the tasks and tell the other processes that nobody is here any more."""
        for task in self._tasks:
            task.cancel()
        _keep(asyncio.create_task(self._say_goodbye()))

    async def _start(self) -> None:
        await self.reader.start()
        self._run(self.reader.membership.listen(self.reader.hear))
        self._run(Clock(self.reader).run())

    async def _say_goodbye(self) -> None:
        await self.reader.membership.leave()
        await self.reader.announce(0)

    def _run(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.append(task)
        return task


type Sessions = dict[int, Session]

_sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, Sessions] = WeakKeyDictionary()
_farewells: set["asyncio.Task[None]"] = set()


async def join(room_id: int, follower: Follower) -> Reader:
    """Let a socket follow a room.

    Raises:
        NoRoom: there is no such room.
    """
    sessions = _own_sessions()
    session = sessions.get(room_id)
    if session is None:
        session = sessions[room_id] = Session(room_id)
    try:
        return await session.join(follower)
    except BaseException:
        leave(room_id, follower)
        raise


def leave(room_id: int, follower: Follower) -> None:
    """Let a socket go."""
    sessions = _own_sessions()
    session = sessions.get(room_id)
    if session is None:
        return
    session.leave(follower)
    if not session.reader.followers:
        del sessions[room_id]
        session.stop()


def _own_sessions() -> Sessions:
    return _sessions.setdefault(asyncio.get_running_loop(), {})


def _keep(task: "asyncio.Task[None]") -> None:
    """Hold a task until it is done: the loop itself keeps no hold of it."""
    _farewells.add(task)
    task.add_done_callback(_farewells.discard)
