"""A room by HTTP: where it is, and its log in windows whose addresses are the same for all readers."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from interaction.rooms import gates
from interaction.rooms.middleware import SAME_FOR_ALL
from interaction.rooms.models import Room
from interaction.rooms.serialising import entries_json, write_json

WINDOW = 50
GROWING = "public, max-age=1"
COMPLETE = "public, max-age=31536000, immutable"
PRIVATE = "private, no-store"


@require_safe
def show_room(request: HttpRequest, room_id: int) -> HttpResponse:
    """Where the room is: its epoch, its newest entry, its mode and the size of its windows."""
    room = _room(room_id)
    _audience, is_shared = _viewer(request, room)
    data = {"epoch": room.epoch, "last_seq": room.last_seq, "mode": room.mode, "window": WINDOW}
    return _answer(data, GROWING if is_shared else PRIVATE)


@require_safe
def show_window(request: HttpRequest, room_id: int, epoch: str, number: int) -> HttpResponse:
    """The entries of one window; one that is complete never changes in its epoch."""
    room = _room(room_id)
    audience, is_shared = _viewer(request, room)
    if epoch != room.epoch:
        return _answer({"code": "epoch", "epoch": room.epoch}, PRIVATE, status=410)
    after, end = number * WINDOW, (number + 1) * WINDOW
    if after > room.last_seq:
        raise Http404
    upto = min(end, room.last_seq)
    cache = PRIVATE if not is_shared else COMPLETE if upto == end else GROWING
    etag = f'W/"{room.epoch}-{after}-{upto}"' if is_shared else ""
    unchanged = _unchanged(request, cache, etag)
    if unchanged is not None:
        return unchanged
    data = {
        "epoch": room.epoch,
        "after": after,
        "upto": upto,
        "last_seq": room.last_seq,
        "entries": entries_json(room, audience, after, upto),
    }
    return _answer(data, cache, etag=etag)


def _room(room_id: int) -> Room:
    room: Room | None = Room.objects.filter(pk=room_id).first()
    if room is None:
        raise Http404
    return room


def _viewer(request: HttpRequest, room: Room) -> tuple[str, bool]:
    """The viewer's audience, and whether the answer is everybody's: then nobody looks who is asking."""
    is_shared = request.GET.get("audience") != "mine"
    audience = gates.anonymous_audience_in(room) if is_shared else gates.audience_in(room, _user(request))
    if audience is None:
        raise Http404
    return audience, is_shared


def _user(request: HttpRequest) -> Any:
    return getattr(request, "user", None) or AnonymousUser()


def _unchanged(request: HttpRequest, cache: str, etag: str) -> HttpResponse | None:
    """Say that the reader's copy is still good, if it is: that spares reading the log."""
    if not etag:
        return None
    fresh = _headed(HttpResponse(), cache, etag)
    answer = get_conditional_response(request, etag=etag, response=fresh)
    if answer is None or answer.status_code != 304:
        return None
    setattr(answer, SAME_FOR_ALL, True)
    return answer


def _answer(data: dict[str, Any], cache: str, *, etag: str = "", status: int = 200) -> HttpResponse:
    response = HttpResponse(write_json(data), content_type="application/json", status=status)
    return _headed(response, cache, etag)


def _headed(response: HttpResponse, cache: str, etag: str) -> HttpResponse:
    response.headers["Cache-Control"] = cache
    if etag:
        response.headers["ETag"] = etag
    setattr(response, SAME_FOR_ALL, cache != PRIVATE)
    return response
