"""Telling one visitor's device from the next without an account: a signed token in a cookie.

The token itself never leaves the cookie: everything is kept under its keyed hash.
"""

import secrets
import uuid

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "device"
MAX_AGE_SECONDS = 365 * 24 * 3600
_SALT = "portal.base.devices"


def device_token(request: HttpRequest) -> str:
    """The token of the visitor's device; a new one, until `remember_device` hands it out."""
    held: str | None = getattr(request, "_device_token", None)
    if held is None:
        held = _read(request) or _token_of_sending(request) or secrets.token_urlsafe(16)
        request._device_token = held  # type: ignore[attr-defined]
    return held


def has_device(request: HttpRequest) -> bool:
    """Whether the visitor came with a token."""
    return _read(request) is not None


def device_key(request: HttpRequest) -> str:
    """The keyed hash (64 hex digits) under which what this device does is kept."""
    return salted_hmac(_SALT, device_token(request), algorithm="sha256").hexdigest()


def remember_device(request: HttpRequest, response: HttpResponseBase) -> None:
    """Hand the token out with an answer; a page that many readers share must not carry it."""
    response.set_cookie(
        COOKIE,
        signing.dumps(device_token(request), salt=_SALT),
        max_age=MAX_AGE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _token_of_sending(request: HttpRequest) -> str | None:
    """The token of a visitor who has none and sends something under an id of their own making.

    When the first answer is lost, its cookie is lost too: whoever sends the same again is the same device.
    """
    try:
        client_id = uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return None
    return salted_hmac(f"{_SALT}.sending", client_id.hex, algorithm="sha256").hexdigest()[:32]


def _read(request: HttpRequest) -> str | None:
    try:
        token: str = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return token
