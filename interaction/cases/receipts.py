"""The receipt on its way to the citizen: kept in the session for one page view, never in an address."""

from typing import Any

from django.http import HttpRequest

from interaction.cases.actions import Receipt

_KEY = "cases.receipt"


def remember_receipt(request: HttpRequest, receipt: Receipt) -> None:
    """Keep a receipt for the next page; redirect to `cases:receipt` then."""
    request.session[_KEY] = {"case": receipt.case.pk, "query_code": receipt.query_code}


def take_receipt(request: HttpRequest) -> dict[str, Any] | None:
    """Take the receipt out of the session; the second time there is none."""
    taken: dict[str, Any] | None = request.session.pop(_KEY, None)
    return taken
