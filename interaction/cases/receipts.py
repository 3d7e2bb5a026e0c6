"""The receipt on its way to the citizen: kept in the session for one page view, never in an address.

A browser that sends a letter twice reads the second answer only, and the code is in the first. So a receipt
waits for two minutes in the cache, encrypted, where the session that sent the letter finds it again.
"""

import hashlib
import json
import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from interaction.cases.actions import Receipt
from interaction.cases.sending import is_at_work
from portal.base.fields import decrypt, encrypt

SHARED_SECONDS = 120
WAIT_SECONDS = 3.0
_POLL_SECONDS = 0.2
_KEY = "cases.receipt"


def begin_session(request: HttpRequest) -> None:
    """Give the visitor a session before anything is sent: both answers to a double click belong to it."""
    if request.session.session_key is None:
        request.session.create()


def remember_receipt(request: HttpRequest, receipt: Receipt) -> None:
    """Keep a receipt for the next page; redirect to `cases:receipt` then."""
    request.session[_KEY] = _as_kept(receipt)


def take_receipt(request: HttpRequest) -> dict[str, Any] | None:
    """Take the receipt out of the session; the second time there is none."""
    taken: dict[str, Any] | None = request.session.pop(_KEY, None)
    return taken


def share_receipt(request: HttpRequest, sent: str, receipt: Receipt) -> None:
    """Keep a receipt for the second answer to what was sent (`sending.sent_key`)."""
    kept = encrypt(json.dumps(_as_kept(receipt)))
    cache.set(_shared_key(request, sent), kept, SHARED_SECONDS)


def remember_shared_receipt(request: HttpRequest, sent: str) -> bool:
    """Keep the receipt of what this session sent before for the next page; tells whether it is known.

    While the first request is still at work, it is waited for, `WAIT_SECONDS` at most.
    """
    last = time.monotonic() + WAIT_SECONDS
    while is_at_work(sent) and time.monotonic() < last:
        time.sleep(_POLL_SECONDS)
    shared = cache.get(_shared_key(request, sent))
    if shared is not None:
        request.session[_KEY] = json.loads(decrypt(shared))
    return shared is not None


def _as_kept(receipt: Receipt) -> dict[str, Any]:
    return {"case": receipt.case.pk, "query_code": receipt.query_code}


def _shared_key(request: HttpRequest, sent: str) -> str:
    whose = hashlib.sha256(f"{request.session.session_key} {sent}".encode()).hexdigest()
    return f"receipt:{whose}"
