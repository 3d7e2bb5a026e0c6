"""How the site keeps its word: the month's figures, the board, and all of it as open data."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Site

from interaction.cases.published import open_data
from interaction.cases.published.board import Board, count_months, first_month, rows_of, total_of
from interaction.cases.published.charts import longest, stack
from interaction.cases.published.months import month_of, months_between, months_until, read_month
from interaction.cases.published.overdue import describe, overdue_letters
from interaction.cases.views import site_of
from portal.base.errors import Invalid
from portal.base.models import Department, SiteIdentity
from portal.deadlines.rules import local_date

MONTHS_OFFERED = 36
TREND = 12
OVERDUE_SHOWN = 100
OPEN_DATA_KEPT = 300


@require_safe
def show_statistics(request: HttpRequest) -> HttpResponse:
    """Show one month, the twelve months up to it, and what is overdue now."""
    site, now = site_of(request), timezone.now()
    this_month = month_of(local_date(now))
    offered = _offered(site, this_month)
    asked = read_month(request.GET.get("month", ""))
    month = asked if asked in offered else this_month
    counted = count_months(site, months_until(month, TREND), now, timed=[month])
    overdue = overdue_letters(site, now)
    context = {
        "month": month,
        "months": offered[::-1],
        "is_over": month != this_month,
        "total": total_of(counted[month]),
        "rows": rows_of(counted[month], Department.objects.for_site(site)),
        "trend": _trend({each: board for each, board in counted.items() if each >= min(offered)}),
        "overdue": describe(overdue[:OVERDUE_SHOWN], now),
        "overdue_count": overdue.count(),
        "now": now,
    }
    return render(request, "cases/published/statistics.html", context)


@require_safe
def show_open_data(request: HttpRequest) -> HttpResponse:
    """Describe the open data: the files, their fields, what one may ask for."""
    context = {"fields": open_data.FIELDS, "most": open_data.MONTHS_MOST, "today": timezone.localdate()}
    return render(request, "cases/published/open_data.html", context)


@require_safe
@conditional_page
@cache_control(public=True, max_age=OPEN_DATA_KEPT)
def download_csv(request: HttpRequest) -> HttpResponse:
    """The statistics as CSV."""
    try:
        months = _asked_months(request)
    except Invalid as refusal:
        return _refused(refusal)
    text = open_data.as_csv(open_data.rows(site_of(request), months, timezone.now()))
    name = f"letters-{months[0]:%Y-%m}-{months[-1]:%Y-%m}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return _open(HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers))


@require_safe
@conditional_page
@cache_control(public=True, max_age=OPEN_DATA_KEPT)
def download_json(request: HttpRequest) -> HttpResponse:
    """The statistics as JSON, with the description of the fields."""
    try:
        months = _asked_months(request)
    except Invalid as refusal:
        return _refused(refusal)
    site = site_of(request)
    publisher = SiteIdentity.for_request(request).organiser
    rows = open_data.rows(site, months, timezone.now())
    document = open_data.as_document(rows, site, publisher, timezone.localdate())
    return _open(JsonResponse(document, json_dumps_params={"ensure_ascii": False}))


def _offered(site: Site, this_month: date) -> list[date]:
    first = first_month(site) or this_month
    return months_between(first, this_month)[-MONTHS_OFFERED:]


def _trend(counted: dict[date, Board]) -> list[dict[str, Any]]:
    """The months as the chart shows them: what came in, and what was answered in time and late."""
    totals = {month: total_of(board) for month, board in counted.items()}
    most = longest(max(figures.received, figures.replied) for figures in totals.values())
    return [
        {
            "month": month,
            "figures": figures,
            "received": stack({"received": figures.received}, most),
            "replied": stack({"on-time": figures.on_time, "late": figures.late}, most),
        }
        for month, figures in totals.items()
    ]


def _asked_months(request: HttpRequest) -> list[date]:
    asked = request.GET
    return open_data.read_span(asked.get("from", ""), asked.get("to", ""), timezone.localdate())


def _open(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites read it: it is for everyone."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _refused(refusal: Invalid) -> HttpResponse:
    return HttpResponseBadRequest(str(refusal.message), content_type="text/plain; charset=utf-8")
