"""Who stands at the door of a room: the account behind a socket, and what it may see."""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user, get_user_model
from django.http import HttpRequest, parse_cookie

from interaction.rooms.gates import anonymous_audience_in, audience_in
from interaction.rooms.models import Room


@dataclass(frozen=True, slots=True)
class Admission:
    """What a visitor may see of a room, and the account, if it has one."""

    audience: str
    user_id: int | None = None
    name: str = ""


def session_key_in(headers: list[tuple[bytes, bytes]]) -> str:
    """The key of the session that a socket's cookies name; most visitors have none."""
    for name, value in headers:
        if name == b"cookie":
            return parse_cookie(value.decode("latin1")).get(settings.SESSION_COOKIE_NAME, "")
    return ""


def admit(room_id: int, session_key: str) -> Admission | None:
    """Let a visitor into a room, or not."""
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        return None
    if session_key:
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
        user = get_user(request)
        if user.is_authenticated:
            audience = audience_in(room, user)
            return Admission(audience, user.pk, user.get_full_name() or user.username) if audience else None
    audience = anonymous_audience_in(room)
    return Admission(audience) if audience else None


def is_still_admitted(room_id: int, user_id: int, audience: str) -> bool:
    """Whether an account may still see what it was let in for: duties end, people leave."""
    room = Room.objects.filter(pk=room_id).first()
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    return room is not None and user is not None and audience_in(room, user) == audience


def is_open_to_all(room_id: int) -> bool:
    """Whether everybody may still look into a room: pages are taken down."""
    room = Room.objects.filter(pk=room_id).first()
    return room is not None and anonymous_audience_in(room) is not None
