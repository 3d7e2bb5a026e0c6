"""Answers of the interviews' doors: JSON for scripts, a redirect with a message for forms without script."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.cache import patch_vary_headers

from interaction.rooms.actions import Outrun
from interaction.rooms.serialising import entry_json
from portal.base.errors import Invalid, Refused


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a form."""
    if request.headers.get("X-Requested-With"):
        return True
    # A browser that sends a form takes pages first; what takes anything (*/*) is sent on like a form.
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def answer(
    request: HttpRequest, *, data: dict[str, Any], redirect_to: str, message: str = ""
) -> HttpResponse:
    """Say that something was done; a form without script goes on to `redirect_to`."""
    if not wants_json(request):
        if message:
            messages.success(request, message)
        return HttpResponseRedirect(redirect_to)
    return json_answer({"ok": True, **data})


def refuse(
    request: HttpRequest, refusal: Refused, *, redirect_to: str = "", data: dict[str, Any] | None = None
) -> HttpResponse:
    """Say why something was not done, with its status; a form without script is told beside its page.

    Without `redirect_to` the refusal is answered as JSON: a page that can show its form again does so itself.
    """
    if redirect_to and not wants_json(request):
        messages.error(request, str(refusal.message))
        return HttpResponseRedirect(redirect_to)
    return json_answer(refusal_json(refusal) | (data or {}), refusal.status)


def refusal_json(refusal: Refused) -> dict[str, Any]:
    """The refusal as scripts read it; what the sender had not seen comes with it."""
    shown: dict[str, Any] = {"code": refusal.code, "message": str(refusal.message)}
    if isinstance(refusal, Invalid) and refusal.field:
        shown["field"] = refusal.field
    if isinstance(refusal, Outrun):
        shown["missing"] = [entry_json(entry) for entry in refusal.missing]
    return shown


def json_answer(data: dict[str, Any], status: int = 200) -> HttpResponse:
    """JSON that only its reader gets."""
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Accept", "Cookie"])
    return response
