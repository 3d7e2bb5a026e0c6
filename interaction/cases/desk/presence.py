"""Who is looking at a case now. A hint among colleagues, kept for moments: nothing depends on it."""

import time
from collections.abc import Iterable

from django.core.cache import cache

from interaction.cases.models import Case
from portal.accounts.models import User

# The page says every 20 seconds that it is still open; who is silent for longer than this has left.
SECONDS = 50


def note_viewer(case: Case, viewer: User) -> None:
    """Remember that somebody looks at the case."""
    seen = _seen(case) | {viewer.pk: (str(viewer), time.time())}
    cache.set(_key(case), seen, SECONDS)


def other_viewers(case: Case, viewer: User) -> list[str]:
    """Who else looks at the case now."""
    return [name for pk, (name, _at) in _seen(case).items() if pk != viewer.pk]


def viewers_of(cases: Iterable[Case], viewer: User) -> dict[int, list[str]]:
    """Who else looks at each of several cases now (one look into the cache)."""
    keys = {_key(case): case.pk for case in cases}
    return {
        keys[key]: names
        for key, seen in cache.get_many(keys).items()
        if (names := [name for pk, (name, at) in seen.items() if pk != viewer.pk and _is_fresh(at)])
    }


def _seen(case: Case) -> dict[int, tuple[str, float]]:
    seen = cache.get(_key(case), {})
    return {pk: (name, at) for pk, (name, at) in seen.items() if _is_fresh(at)}


def _is_fresh(at: float) -> bool:
    return at > time.time() - SECONDS


def _key(case: Case) -> str:
    return f"desk-viewers-{case.pk}"
