"""Who may look into a room: each service says it for the subjects of its own."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from interaction.rooms.models import Room

# Gives the audience that a viewer of a subject belongs to, or None for those who may not look.
type Gate = Callable[[Any, Any], str | None]

# A crowd that comes within a second asks the same question: whether everybody may look.
ANONYMOUS_SECONDS = 1.0

_gates: dict[type[Model], Gate] = {}
_anonymous: dict[int, tuple[float, str | None]] = {}


def register_gate(model: type[Model], gate: Gate) -> None:
    """Let a service decide who looks into the rooms of its subjects; a room without a gate is closed."""
    _gates[model] = gate
    _anonymous.clear()


def audience_in(room: Room, user: Any) -> str | None:
    """The audience of a viewer in a room, or None for those who may not look."""
    subject = room.subject
    gate = _gates.get(type(subject)) if subject is not None else None
    return gate(subject, user) if gate else None


def anonymous_audience_in(room: Room) -> str | None:
    """The audience of somebody without an account; the answer is kept for a second."""
    now = time.monotonic()
    kept_until, audience = _anonymous.get(room.pk, (0.0, None))
    if now < kept_until:
        return audience
    audience = audience_in(room, AnonymousUser())
    if len(_anonymous) > 1000:
        _anonymous.clear()
    _anonymous[room.pk] = (now + ANONYMOUS_SECONDS, audience)
    return audience
