"""Poke, don't carry: tells the readers of all processes that a room has grown, never what was written."""

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)


def group_of(room_id: int) -> str:
    """The group that a room's readers, one a process, are in."""
    return f"room.{room_id}"


def poke(room_id: int, seq: int) -> None:
    """Say that a room is at `seq`; a poke that is lost costs a heartbeat, so a failure is only logged."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group_of(room_id), {"type": "room.grown", "seq": seq})
    except Exception:
        logger.exception("A room could not be poked")
