"""What a reader does by the clock: it looks for lost pokes, beats, counts heads and tells hints."""

import asyncio
import itertools
import logging

from interaction.rooms import pace
from interaction.rooms.admission import is_open_to_all, is_still_admitted
from interaction.rooms.presence import remember_readers
from interaction.rooms.reader import GONE, NO_ROOM, Reader
from interaction.rooms.reading import at_door, in_thread
from interaction.rooms.serialising import write_json

logger = logging.getLogger(__name__)


class Clock:
    """Drives one reader until it is cancelled."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._told_total = 0
        self._told_own = 0

    async def run(self) -> None:
        """Tick for ever; what fails once is tried again at its next time."""
        for ticks in itertools.count(1):
            await asyncio.sleep(pace.tick())
            try:
                await self._tick(ticks)
            except Exception:
                logger.exception("A tick of room %s failed", self._reader.room_id)

    async def _tick(self, ticks: int) -> None:
        reader = self._reader
        if ticks % pace.LOOK == 0:
            reader.look()
            reader.end_stalled(pace.STALLED * pace.heartbeat())
        if ticks % pace.COUNTS == 0:
            await self._tell_counts()
            self._tell_staff_counts()
        if ticks % pace.TYPING == 0:
            self._tell_typing()
        if ticks % pace.READERS == 0:
            await self._tell_readers()
        if ticks % pace.HEARTBEAT == 0:
            await self._beat()
        if ticks % pace.DOOR == 0:
            await self._look_who_is_here()

    async def _beat(self) -> None:
        reader = self._reader
        await reader.membership.join()
        await self._announce()
        reader.presence.forget(asyncio.get_running_loop().time() - pace.GONE * pace.heartbeat())
        await reader.tell("heartbeat", reader.heartbeat())

    async def _look_who_is_here(self) -> None:
        """End the sockets of staff whose duties have changed: they come back as what they are now.

        The crowd's are ended when the room is no longer for everybody.
        """
        crowd = [follower for follower in self._reader.followers if not follower.is_staff]
        if crowd and not await at_door(is_open_to_all, self._reader.room_id):
            for follower in crowd:
                follower.end(NO_ROOM)
        for follower in tuple(self._reader.followers):
            if follower.user_id is not None and follower.is_staff:
                place = (self._reader.room_id, follower.user_id, follower.audience)
                if not await at_door(is_still_admitted, *place):
                    follower.end(GONE)

    async def _announce(self) -> None:
        """Tell the other processes how many sockets this one has, and leave the total for the pages."""
        presence = self._reader.presence
        self._told_own = presence.own
        await self._reader.announce(presence.own)
        await in_thread(remember_readers, self._reader.room_id, presence.total, pace.GONE * pace.heartbeat())

    async def _tell_readers(self) -> None:
        presence = self._reader.presence
        if presence.own != self._told_own:
            await self._announce()
        if presence.total != self._told_total:
            self._told_total = presence.total
            await self._reader.tell("readers", write_json({"type": "readers", "count": presence.total}))

    async def _tell_counts(self) -> None:
        counts = self._reader.hints.take_counts()
        if counts:
            await self._reader.tell_counts(counts)

    def _tell_staff_counts(self) -> None:
        counts = self._reader.hints.take_staff_counts()
        for follower in self._reader.followers if counts else ():
            if follower.is_staff:
                follower.hints["staff_counts"] = write_json({"type": "counts", "counts": counts})
                self._reader.serve(follower)

    def _tell_typing(self) -> None:
        typing = self._reader.hints.take_typing()
        for follower in self._reader.followers if typing else ():
            others = [name for user_id, name in typing.items() if user_id != follower.user_id]
            if follower.is_staff and others:
                follower.hints["typing"] = write_json({"type": "typing", "who": others})
                self._reader.serve(follower)
