"""The readers' way to the database: a thread of their own, so that no slow request delays a live room."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import close_old_connections

from interaction.rooms.models import Entry, Room
from interaction.rooms.serialising import entry_json, write_json
from interaction.rooms.shelf import KEPT, Line

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rooms")


@dataclass(frozen=True, slots=True)
class News:
    """Where a room is, and its lines after `after`."""

    epoch: str
    last_seq: int
    after: int
    lines: list[Line]


async def in_thread[**P, R](read: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a reading function in the readers' thread."""

    def run() -> R:
        close_old_connections()
        return read(*args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(_thread, run)


def read_news(room_id: int, epoch: str, seq: int) -> News | None:
    """What is new for somebody who knows a room up to `seq` of an epoch; None when there is no such room.

    Who knows nothing of this epoch, or is far behind, gets the newest lines only.
    """
    # The room first: whatever it counts has been committed and can be read after it.
    place = Room.objects.filter(pk=room_id).values_list("epoch", "last_seq").first()
    if place is None:
        return None
    now_epoch, last_seq = place
    is_known = now_epoch == epoch and seq <= last_seq
    after = max(seq if is_known else 0, last_seq - KEPT)
    lines = read_lines(room_id, after, last_seq) if after < last_seq else []
    return News(now_epoch, last_seq, after, lines)


def read_lines(room_id: int, after: int, upto: int) -> list[Line]:
    """The entries after one place up to another, each serialised once."""
    entries = Entry.objects.filter(room_id=room_id, seq__lte=upto).after(after).with_redactions()
    return [
        Line(entry.seq, entry.audience, write_json(entry_json(entry)), str(entry.client_id))
        for entry in entries
    ]
