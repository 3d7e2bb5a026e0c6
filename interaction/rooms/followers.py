"""One open socket: nothing but a place in the log. Without a queue it can neither grow nor hold up others."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from interaction.rooms.models import Audience

type Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(slots=True, eq=False)
class Follower:
    """Where a socket is in its room, and what waits for it: at most one hint of each kind."""

    send: Send
    audience: str
    user_id: int | None = None
    name: str = ""
    # The last place that it was given; None before it said where it is.
    cursor: int | None = None
    must_reset: bool = False
    # The newest heartbeat, number of readers, ... of each kind: an older one is worth nothing.
    hints: dict[str, str] = field(default_factory=dict)
    # The task that waits for the socket to take its frame, and since when it waits.
    sending: "asyncio.Task[None] | None" = None
    moved_at: float = 0.0
    is_open: bool = True
    close_code: int = 1000
    # The limit under which its consumer runs; bringing it to now ends the consumer.
    limit: asyncio.Timeout | None = None

    @property
    def is_staff(self) -> bool:
        """Whether it sees more than the public does."""
        return self.audience != Audience.PUBLIC

    def has_all(self, upto: int) -> bool:
        """Whether there is nothing to tell it of a log that ends at a place."""
        is_up_to_date = self.cursor is None or self.cursor >= upto
        return is_up_to_date and not self.hints and not self.must_reset

    def restart(self) -> None:
        """Send it back to the beginning of the log: the room has begun a new epoch."""
        if self.cursor is not None:
            self.cursor, self.must_reset = 0, True

    def end(self, code: int) -> None:
        """Let its consumer close it."""
        self.close_code = code
        self.is_open = False
        if self.limit is not None and not self.limit.expired():
            self.limit.reschedule(asyncio.get_running_loop().time())
