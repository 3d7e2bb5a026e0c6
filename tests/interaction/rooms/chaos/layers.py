"""Channel layers that lose, double and reorder what they carry."""

import os
import random
from typing import Any

from channels.layers import InMemoryChannelLayer
from channels_redis.core import RedisChannelLayer

LOST, DOUBLED, HELD = 0.25, 0.5, 0.75


class Rough:
    """Sends a quarter of the messages never, a quarter twice, a quarter after the next one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._random = random.Random(os.environ.get("CHAOS_SEED"))
        self._held: list[tuple[str, dict[str, Any]]] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Do what chance says."""
        chance = self._random.random()
        if DOUBLED <= chance < HELD:
            self._held.append((group, message))
            return
        for _copy in range(0 if chance < LOST else 2 if chance < DOUBLED else 1):
            await super().group_send(group, message)  # type: ignore[misc]
        held, self._held = self._held, []
        for late in held:
            await super().group_send(*late)  # type: ignore[misc]


class RoughMemoryLayer(Rough, InMemoryChannelLayer):
    """One process."""


class RoughRedisLayer(Rough, RedisChannelLayer):
    """Many processes."""
