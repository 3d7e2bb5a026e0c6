"""How many follow a room, over all processes: each tells its own number at every heartbeat."""

from django.core.cache import cache


class Presence:
    """What one reader knows about the numbers of the others."""

    def __init__(self) -> None:
        self.own = 0
        self._others: dict[str, tuple[int, float]] = {}

    def hear(self, reader: str, count: int, now: float) -> None:
        """Take the number of another process."""
        self._others[reader] = (count, now)

    def forget(self, before: float) -> None:
        """Drop those who have not been heard since."""
        self._others = {name: heard for name, heard in self._others.items() if heard[1] >= before}

    @property
    def total(self) -> int:
        """Everybody who follows the room, as far as we know."""
        return self.own + sum(count for count, _heard in self._others.values())


def readers_of(room_id: int) -> int:
    """How many follow a room now, as well as the processes know; 0 when none has told for a while."""
    count: int = cache.get(_key(room_id), 0)
    return count


def remember_readers(room_id: int, count: int, seconds: float) -> None:
    """Keep the number where every process can read it."""
    cache.set(_key(room_id), count, seconds)


def _key(room_id: int) -> str:
    return f"rooms.readers.{room_id}"
