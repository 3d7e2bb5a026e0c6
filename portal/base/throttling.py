"""Counting tries in the cache, so that nobody can guess at leisure and no row is written."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _

from portal.base.errors import TooMany


@dataclass(frozen=True)
class Limit:
    """So many tries in so many seconds."""

    name: str
    tries: int
    seconds: int


def count_try(limit: Limit, who: str) -> None:
    """Count one try of `who`, which is kept only as a digest.

    Raises:
        TooMany: the tries are used up.
    """
    key = _key(limit, who)
    cache.add(key, 0, limit.seconds)
    try:
        tries = cache.incr(key)
    except ValueError:  # expired between the two calls
        cache.set(key, 1, limit.seconds)
        return
    if tries > limit.tries:
        raise TooMany(
            _("Too many tries. Please wait %(minutes)d minutes and try again.")
            % {"minutes": -(-limit.seconds // 60)}
        )


def forget_tries(limit: Limit, who: str) -> None:
    """Start again from nothing after a success."""
    cache.delete(_key(limit, who))


def _key(limit: Limit, who: str) -> str:
    return f"throttle:{limit.name}:{hashlib.sha256(who.encode()).hexdigest()}"
