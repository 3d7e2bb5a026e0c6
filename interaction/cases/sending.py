"""Sending once: what a second click on the same form sends is not stored a second time."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

REMEMBERED_SECONDS = 3600
# No request works for longer: what is still marked as at work then was cut off.
AT_WORK_SECONDS = 120
_AT_WORK, _DONE = "at work", "done"


class SentBefore(Exception):
    """The same was sent before: it is stored, or is being stored by another request."""


def sent_key(what: str, sent_id: uuid.UUID | None, written: object) -> str:
    """What tells one sending of a form from the next, also where the next is written by going back."""
    digest = hashlib.sha256(repr(written).encode()).hexdigest()
    return f"{what}-sent:{sent_id or uuid.uuid4()}:{digest}"


@contextmanager
def sent_once(key: str) -> Iterator[None]:
    """Store what was sent in this block; after an error it may be sent again.

    Raises:
        SentBefore: it was, and is not to be stored again.
    """
    if not cache.add(key, _AT_WORK, AT_WORK_SECONDS):
        raise SentBefore
    try:
        yield
    except BaseException:
        cache.delete(key)
        raise
    cache.set(key, _DONE, REMEMBERED_SECONDS)


def was_sent(key: str) -> bool:
    """Whether it is stored, or being stored, by an earlier request."""
    return cache.get(key) is not None


def is_at_work(key: str) -> bool:
    """Whether an earlier request is still storing it."""
    return bool(cache.get(key) == _AT_WORK)


def was_stored(key: str) -> bool:
    """Whether an earlier request stored it and is done."""
    return bool(cache.get(key) == _DONE)
