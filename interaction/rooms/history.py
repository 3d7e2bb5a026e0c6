"""What is no longer on the shelf: read in blocks that all sockets which catch up share."""

import asyncio
from collections import OrderedDict

from interaction.rooms.reading import in_thread, read_lines
from interaction.rooms.shelf import SPAN, Line, entries_frame

BLOCKS = 16


class History:
    """The older blocks of a room's log; many sockets that resume at once cost one reading of each."""

    def __init__(self, room_id: int) -> None:
        self._room_id = room_id
        self._blocks: OrderedDict[int, asyncio.Task[list[Line]]] = OrderedDict()

    def forget(self) -> None:
        """Drop all blocks: the room has begun a new epoch."""
        self._blocks.clear()

    async def frame(self, epoch: str, audience: str, after: int, limit: int) -> tuple[str, int]:
        """What comes after a place, up to the end of its block or the limit, and how far it reaches."""
        number = after // SPAN
        lines = await asyncio.shield(self._blocks.get(number) or self._read(number))
        upto = min((number + 1) * SPAN, limit)
        return entries_frame(epoch, audience, after, upto, lines), upto

    def _read(self, number: int) -> "asyncio.Task[list[Line]]":
        reading = in_thread(read_lines, self._room_id, number * SPAN, (number + 1) * SPAN)
        block = asyncio.create_task(reading)
        self._blocks[number] = block
        block.add_done_callback(lambda done: self._drop_failed(number, done))
        if len(self._blocks) > BLOCKS:
            self._blocks.popitem(last=False)
        return block

    def _drop_failed(self, number: int, block: "asyncio.Task[list[Line]]") -> None:
        if (block.cancelled() or block.exception()) and self._blocks.get(number) is block:
            del self._blocks[number]
