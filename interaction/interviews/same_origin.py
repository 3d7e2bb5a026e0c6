"""Forms on pages that a crowd shares: where a request comes from is read from its headers, not from a token.

A token in a form makes a page one visitor's own: it sets a cookie and cannot be kept by any cache. What
citizens send here is done in the name of a device whose cookie is `SameSite=Lax`, so that no other site can
use it; beside that, browsers say with every sending from which site it comes, and others are refused.
Programs that are no browser say nothing, carry nobody's cookie, and are let through.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

type View = Callable[..., HttpResponseBase]

_OWN_SITES = frozenset({"same-origin", "none"})


def from_own_pages(view: View) -> View:
    """Let a view take what is sent from pages of its own host, without a token in the form."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not is_own(request):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def is_own(request: HttpRequest) -> bool:
    """Whether a sending comes from a page of the same host, or from no page at all."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in _OWN_SITES
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return not origin or urlsplit(origin).netloc == request.get_host()
