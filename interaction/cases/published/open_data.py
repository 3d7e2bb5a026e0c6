"""The statistics as open data: one row for each month and department, described field by field."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from interaction.cases.published.board import count_months, rows_of
from interaction.cases.published.months import months_between, months_until, read_month
from portal.base.errors import Invalid
from portal.base.models import Department

MONTHS_SHOWN = 12
MONTHS_MOST = 60
# Spreadsheets read Chinese right only with it.
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Field:
    """One column, in the words of Table Schema (type: string, integer or number)."""

    name: str
    type: str
    description: str | Promise


FIELDS = (
    Field("month", "string", _("Month, as 2026-10.")),
    Field("department", "string", _("Identifier of the department; empty: not assigned yet.")),
    Field("department_name", "string", _("Name of the department.")),
    Field("department_name_en", "string", _("English name of the department.")),
    Field("received", "integer", _("Letters received in the month.")),
    Field("not_accepted", "integer", _("Of the letters received: not accepted, with a reason.")),
    Field("withdrawn", "integer", _("Of the letters received: withdrawn by the citizen.")),
    Field("valid", "integer", _("Letters received less those not accepted or withdrawn.")),
    Field("handled", "integer", _("Of the valid letters received: answered by now.")),
    Field("handling_rate", "number", _("Handled ÷ valid, in percent.")),
    Field("replied", "integer", _("Answers given in the month, whenever the letter came.")),
    Field("on_time", "integer", _("Of the answers given: in time.")),
    Field("late", "integer", _("Of the answers given: after the due date.")),
    Field("overdue", "integer", _("Unanswered and overdue at the end of the month, or now.")),
    Field("on_time_rate", "number", _("On time ÷ (replied + overdue), in percent.")),
    Field("average_working_days", "number", _("Working days from receipt to the answer, on average.")),
    Field("ratings", "integer", _("Ratings given in the month.")),
    Field("satisfied", "integer", _("Of the ratings: satisfied or very satisfied.")),
    Field("dissatisfied", "integer", _("Of the ratings: dissatisfied or very dissatisfied.")),
    Field("satisfaction_rate", "number", _("Satisfied ÷ ratings, in percent.")),
)  # fmt: skip
_COUNTED = tuple(field.name for field in FIELDS[4:])


def read_span(first: str, last: str, today: date) -> list[date]:
    """The months from one to another; without them the twelve up to this one.

    Raises:
        Invalid: not a month, the wrong way round, in the future, or too many.
    """
    begin, end = read_month(first or last), read_month(last or first)
    if not first and not last:
        return months_until(today, MONTHS_SHOWN)
    if begin is None or end is None or not begin <= end <= today:
        raise Invalid(_("Write the months as 2026-01, the first before the last, none in the future."))
    months = months_between(begin, end)
    if len(months) > MONTHS_MOST:
        raise Invalid(_("Ask for at most %(most)d months.") % {"most": MONTHS_MOST})
    return months


def rows(site: Site, months: Sequence[date], now: datetime) -> list[dict[str, Any]]:
    """The rows, newest month first; in a month the board's order."""
    departments = list(Department.objects.for_site(site))
    counted = count_months(site, months, now, timed=months)
    return [
        _row(month, row.department) | {name: getattr(row.figures, name) for name in _COUNTED}
        for month in reversed(months)
        for row in rows_of(counted[month], departments)
    ]


def as_csv(found: Iterable[dict[str, Any]]) -> str:
    """Write rows as CSV (RFC 4180) with a byte order mark; unknown values are empty."""
    written = io.StringIO()
    written.write(_BOM)
    writer = csv.DictWriter(written, [field.name for field in FIELDS])
    writer.writeheader()
    writer.writerows(found)
    return written.getvalue()


def as_document(found: list[dict[str, Any]], site: Site, publisher: str, today: date) -> dict[str, Any]:
    """Wrap rows for JSON with what one must know to use them (fields as in Table Schema)."""
    return {
        "name": "letters",
        "title": str(_("Statistics of the letters")),
        "publisher": publisher,
        "site": site.root_url,
        "as_of": today.isoformat(),
        "schema": {
            "fields": [
                {"name": field.name, "type": field.type, "description": str(field.description)}
                for field in FIELDS
            ],
            "primaryKey": ["month", "department"],
        },
        "data": found,
    }


def _row(month: date, department: Department | None) -> dict[str, Any]:
    return {
        "month": f"{month:%Y-%m}",
        "department": department.slug if department else "",
        "department_name": department.name if department else "",
        "department_name_en": department.name_en if department else "",
    }
