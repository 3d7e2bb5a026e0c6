"""Poke, don't carry: tells the readers of all processes that a room has grown, never what was written."""

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)


def group_of(room_id: int) -> str:
    """The group that a room's readers, one a process, are in."""
    return f"room.{room_id}"


def poke(room_id: int, seq: int) -> None:
    """Say that a room is at `seq`; a poke that is lost costs two seconds, so a failure is only logged."""
    tell_readers(room_id, {"type": "room.grown", "seq": seq})


def tell_readers(room_id: int, message: dict[str, Any]) -> None:
    """Send something that may be lost, doubled or late to the readers of a room."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group_of(room_id), message)
    except Exception:
        logger.exception("The readers of a room could not be reached")
