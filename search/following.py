"""What a process derives from the index and keeps in memory, in step with it."""

import threading
from typing import Any, Self

from search.models import IndexChange, IndexHead, Passage


class IndexFollower:
    """Takes in the passages that changed since its last use; one small query where nothing did.

    Subclasses say how to start anew and how to take changed passages, tombstones among them.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._head: tuple[int, str] = (0, "")
        self.start_anew()

    def start_anew(self) -> None:
        """Forget everything."""
        raise NotImplementedError

    def take(self, changed: Any, since: int) -> None:
        """Take in the passages that changed after the revision `since`; readers may be at work meanwhile."""
        raise NotImplementedError

    def is_worn(self) -> bool:
        """Whether it is better to start anew than to go on."""
        return False

    def refresh(self) -> Self:
        """Take in what was committed since the last use."""
        head = IndexHead.objects.filter(pk=1).values_list("revision", "nonce").first() or (0, "")
        if head != self._head:
            with self._lock:
                if head != self._head:
                    self._catch_up(head)
        return self

    def _catch_up(self, head: tuple[int, str]) -> None:
        since, nonce = self._head
        if since and (self.is_worn() or not _was_committed(since, nonce)):
            since = 0
            self.start_anew()
        changed = Passage.objects.filter(changed__gt=since, changed__lte=head[0])
        self.take(changed if since else changed.live(), since)
        self._head = head


def _was_committed(revision: int, nonce: str) -> bool:
    return IndexChange.objects.filter(revision=revision, nonce=nonce).exists()
