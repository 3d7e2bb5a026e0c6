"""Answers that are the same for every visitor must say so to the caches on the way."""

from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase

SAME_FOR_ALL = "is_same_for_all"


class SameForAll:
    """Takes `Vary`, which the language middleware sets everywhere, from answers that vary by nothing."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        """Answer the request, at once or as a coroutine, as the server works."""
        if iscoroutinefunction(self):
            return self._answer_later(request)
        return _without_vary(self.get_response(request))

    async def _answer_later(self, request: HttpRequest) -> HttpResponseBase:
        return _without_vary(await self.get_response(request))


def _without_vary(response: HttpResponseBase) -> HttpResponseBase:
    if getattr(response, SAME_FOR_ALL, False):
        response.headers.pop("Vary", None)
    return response
