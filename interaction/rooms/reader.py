"""One reader per process and room: reads what is new once, serialises it once, writes it to all sockets.

A poke only makes it look. Whatever it is told may be lost, doubled or late: the database is the truth, and
it looks there by the clock as well.
"""

import asyncio
import logging
import secrets
from typing import Any

from django.utils import timezone

from interaction.rooms.followers import Follower
from interaction.rooms.groups import Membership
from interaction.rooms.hints import Hints
from interaction.rooms.history import History
from interaction.rooms.presence import Presence
from interaction.rooms.reading import News, in_thread, read_news
from interaction.rooms.serialising import write_json
from interaction.rooms.shelf import Shelf

logger = logging.getLogger(__name__)

NO_ROOM = 4404
GONE = 1006
BROKEN = 1011
# After so many sockets other work gets its turn.
TURN = 200
# Seconds between two readings at least: in a burst, what comes together shares a frame.
BREATH = 0.02


class NoRoom(Exception):
    """There is no such room."""


class Reader:
    """Follows one room on behalf of every socket that this process has in it."""

    def __init__(self, room_id: int) -> None:
        self.room_id = room_id
        self.name = secrets.token_hex(8)
        self.followers: set[Follower] = set()
        self.membership = Membership(room_id)
        self.presence = Presence()
        self.hints = Hints()
        self._counts: dict[str, int] = {}
        self._shelf = Shelf()
        self._history = History(room_id)
        self._loop = asyncio.get_running_loop()
        self._is_look_wanted = False
        self._looked_at = 0.0
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Join the group first, read then: nothing can fall between.

        Raises:
            NoRoom: there is no such room.
        """
        await self.membership.join()
        news = await in_thread(read_news, self.room_id, "", 0)
        if news is None:
            raise NoRoom
        self._take(news)

    def hear(self, message: dict[str, Any]) -> None:
        """Take a hint from the group."""
        match message["type"]:
            case "room.grown" if message["seq"] > self._shelf.high:
                self.look()
            case "room.present" if message["reader"] != self.name:
                self.presence.hear(message["reader"], message["count"], self._loop.time())
            case "room.counts":
                self.hints.counts |= message["counts"]
            case "room.staff_counts":
                self.hints.staff_counts |= message["counts"]
            case "room.typing":
                self.hints.typing[message["user"]] = message["name"]

    def look(self) -> None:
        """Read what is new; however often this is called during a reading, one more follows."""
        self._is_look_wanted = True
        if self._looking is None:
            self._looking = self._loop.create_task(self._look())

    async def resume(self, follower: Follower, epoch: str, after: int) -> None:
        """Put a socket where it says it is, or at the beginning when that place does not exist."""
        if epoch and (epoch != self._shelf.epoch or after > self._shelf.high):
            # It may know something newer than we do.
            self.look()
            await asyncio.shield(self._looking or asyncio.sleep(0))
        follower.must_reset = epoch != self._shelf.epoch or after > self._shelf.high
        follower.cursor = 0 if follower.must_reset else after
        follower.hints["heartbeat"] = self.heartbeat()
        if self._counts:
            follower.hints["counts"] = _counts_frame(self._counts)
        self.serve(follower)

    async def tell(self, kind: str, text: str) -> None:
        """Give a hint to all sockets; one that still waits for the last of its kind gets the newest only."""
        for follower in self.followers:
            follower.hints[kind] = text
        await self._serve_all()

    async def tell_counts(self, counts: dict[str, int]) -> None:
        """Tell the numbers that have changed; who has missed some is told all."""
        self._counts |= counts
        changed, every = _counts_frame(counts), _counts_frame(self._counts)
        for follower in self.followers:
            follower.hints["counts"] = every if "counts" in follower.hints else changed
        await self._serve_all()

    async def announce(self, count: int) -> None:
        """Tell the readers of the other processes how many sockets this one has."""
        await self.membership.tell({"type": "room.present", "reader": self.name, "count": count})

    async def typing(self, follower: Follower) -> None:
        """Tell the staff's screens in all processes that somebody is typing."""
        if follower.is_staff and follower.user_id is not None:
            message = {"type": "room.typing", "user": follower.user_id, "name": follower.name}
            await self.membership.tell(message)

    def heartbeat(self) -> str:
        """What every socket hears by the clock."""
        now = timezone.now().isoformat(timespec="milliseconds")
        place = {"epoch": self._shelf.epoch, "last_seq": self._shelf.high}
        return write_json({"type": "heartbeat", **place, "readers": self.presence.total, "now": now})

    def serve(self, follower: Follower) -> None:
        """Write to a socket what it has not seen. One that takes it at once costs no turn of the loop; one
        that does not is left to a task that goes on when it is free.
        """
        if follower.sending is None and follower.is_open and not follower.has_all(self._shelf.high):
            sending = asyncio.Task(self._send_all(follower), loop=self._loop, eager_start=True)
            if not sending.done():
                follower.sending = sending

    def end_stalled(self, seconds: float) -> None:
        """Close the sockets that have taken nothing for so long."""
        before = self._loop.time() - seconds
        for follower in self.followers:
            if follower.sending is not None and follower.moved_at < before:
                follower.end(GONE)

    def end_all(self, code: int) -> None:
        """Close every socket."""
        for follower in self.followers:
            follower.end(code)

    async def _look(self) -> None:
        try:
            while self._is_look_wanted:
                await asyncio.sleep(max(0.0, self._looked_at + BREATH - self._loop.time()))
                self._is_look_wanted = False
                self._looked_at = self._loop.time()
                news = await in_thread(read_news, self.room_id, self._shelf.epoch, self._shelf.high)
                if news is None:
                    self.end_all(NO_ROOM)
                elif self._take(news):
                    await self._serve_all()
        except Exception:
            logger.exception("Room %s could not be read; it is tried again by the clock", self.room_id)
        finally:
            self._looking = None

    def _take(self, news: News) -> bool:
        """Put news on the shelf; false when there are none."""
        shelf = self._shelf
        if news.epoch != shelf.epoch or news.last_seq < shelf.high:
            self._history.forget()
            for follower in self.followers:
                follower.restart()
        elif news.last_seq == shelf.high:
            return False
        if news.epoch != shelf.epoch or news.after != shelf.high:
            shelf.begin(news.epoch, news.after)
        shelf.put(news.lines, news.last_seq)
        return True

    async def _serve_all(self) -> None:
        for number, follower in enumerate(tuple(self.followers), start=1):
            self.serve(follower)
            if number % TURN == 0:
                await asyncio.sleep(0)

    async def _send_all(self, follower: Follower) -> None:
        try:
            while follower.is_open:
                text = self._next(follower)
                if text is None:
                    text = await self._next_of_history(follower)
                elif not text:
                    break
                if text:
                    follower.moved_at = self._loop.time()
                    await follower.send({"type": "websocket.send", "text": text})
        except (OSError, RuntimeError):
            # Uvicorn's words for a socket that has gone.
            follower.end(GONE)
        except Exception:
            logger.exception("A socket of room %s could not be served", self.room_id)
            follower.end(BROKEN)
        finally:
            follower.sending = None

    def _next(self, follower: Follower) -> str | None:
        """The next frame for a socket: empty when it has seen everything, None when history must be read."""
        shelf = self._shelf
        if follower.must_reset:
            follower.must_reset = False
            return write_json({"type": "reset", "epoch": shelf.epoch})
        cursor = follower.cursor
        if cursor is None or cursor >= shelf.high:
            return follower.hints.pop(next(iter(follower.hints))) if follower.hints else ""
        if cursor < shelf.low:
            return None
        text, follower.cursor = shelf.frame(follower.audience, cursor)
        return text

    async def _next_of_history(self, follower: Follower) -> str:
        """The next frame for a socket far behind; empty when its place has changed during the reading."""
        cursor, shelf = follower.cursor or 0, self._shelf
        text, upto = await self._history.frame(shelf.epoch, follower.audience, cursor, shelf.low)
        if follower.must_reset or follower.cursor != cursor:
            return ""
        follower.cursor = upto
        return text


def _counts_frame(counts: dict[str, int]) -> str:
    return write_json({"type": "counts", "counts": counts})
