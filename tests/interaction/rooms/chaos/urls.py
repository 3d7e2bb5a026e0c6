"""The portal, and one more address: anybody says anything in a room, if the server feels like it."""

import random
import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

import portal.urls
from interaction.rooms.actions import ALL_MODES, append_entry
from interaction.rooms.models import Entry, Room

SAID = "remark"
TOO_BUSY = 0.15


@csrf_exempt
def say(request: HttpRequest) -> HttpResponse:
    """Write an entry; now and then refuse for the moment, before or after it was written."""
    if random.random() < TOO_BUSY:
        return HttpResponse(status=429, headers={"Retry-After": "1"})
    entry = append_entry(
        Room.objects.get(pk=request.POST["room"]),
        SAID,
        {"text": request.POST["text"], "by": request.POST["author"]},
        author_kind=Entry.AuthorKind.CITIZEN,
        author_key=request.POST["author"],
        client_id=uuid.UUID(request.POST["client_id"]),
        modes=ALL_MODES,
    )
    if random.random() < TOO_BUSY:
        return HttpResponse(status=503)
    return JsonResponse({"ok": True, "seq": entry.seq})


urlpatterns = [path("chaos/say/", say), *portal.urls.urlpatterns]
