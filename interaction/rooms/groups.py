"""A reader's membership in the group of its room. The layer may fail or forget us: nothing rests on it."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from channels.layers import get_channel_layer

from interaction.rooms import pace
from interaction.rooms.poking import group_of

logger = logging.getLogger(__name__)


class Membership:
    """One channel in the group of a room."""

    def __init__(self, room_id: int) -> None:
        self._group = group_of(room_id)
        self._layer: Any = get_channel_layer()
        self._channel = ""

    async def join(self) -> None:
        """Enter the group, or enter it again: a layer that was wiped has forgotten who is in it."""
        try:
            if not self._channel:
                self._channel = await self._layer.new_channel()
            await self._layer.group_add(self._group, self._channel)
        except Exception:
            logger.exception("A room's group could not be joined; the database is looked at instead")

    async def tell(self, message: dict[str, Any]) -> None:
        """Send a hint to the readers of all processes."""
        try:
            await self._layer.group_send(self._group, message)
        except Exception:
            logger.exception("A room's group could not be told")

    async def leave(self) -> None:
        """Leave the group."""
        with suppress(Exception):
            await self._layer.group_discard(self._group, self._channel)

    async def listen(self, hear: Callable[[dict[str, Any]], None]) -> None:
        """Hand over what comes, until cancelled."""
        while True:
            try:
                message = await self._layer.receive(self._channel)
            except KeyError:
                # The Redis layer drops its buffer twice when it is cancelled at the wrong moment.
                continue
            except Exception:
                logger.exception("A room's group could not be heard; trying again")
                await asyncio.sleep(pace.tick())
                await self.join()
                continue
            hear(message)
