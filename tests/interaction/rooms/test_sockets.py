"""The protocol over a socket, as a client meets it."""

from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async

from interaction.rooms.models import Entry, Room

from .conftest import opened

pytestmark = pytest.mark.django_db(transaction=True)

type Write = Callable[..., Entry]


async def test_a_newcomer_gets_everything_and_then_what_comes(room: Room, write: Write) -> None:
    await sync_to_async(write)("一")
    async with opened(room.pk) as screen:
        await screen.resume()
        assert await screen.hear_until(1) == ["一"]
        assert screen.frames[0] == {"type": "reset", "epoch": room.epoch}
        await sync_to_async(write)("二")
        assert await screen.hear_until(2) == ["一", "二"]


async def test_who_knows_the_start_gets_only_the_rest(room: Room, write: Write) -> None:
    for text in "一二三":
        await sync_to_async(write)(text)
    async with opened(room.pk) as screen:
        screen.epoch, screen.cursor = room.epoch, 2
        await screen.resume()
        assert await screen.hear_until(3) == ["三"]
        assert [frame["type"] for frame in screen.frames] == ["entries"]
