"""Entering a holiday notice: paste, look at what changes, confirm. Works without JavaScript."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.base.errors import Refused
from portal.deadlines.actions import enter_notice
from portal.deadlines.actions.calendar import ENTER_NOTICE
from portal.deadlines.calendar import changed_days, load_calendar, load_calendar_with
from portal.deadlines.forms import NoticeForm
from portal.deadlines.missing import missing_years
from portal.deadlines.notices import Notice
from portal.deadlines.recounting import outdated, recount
from portal.deadlines.rules import Day, last_day_in_time

CONFIRM, VERSION = "confirm", "version"


@dataclass(frozen=True)
class Preview:
    """What a notice would change: days (as they were and become) and dates (old, new, how many)."""

    notice: Notice
    free: int
    days: list[tuple[Day, Day]]
    checked: int
    dates: list[tuple[date, date, int]]
    moved: int
    version: str


def preview(notice: Notice, number: str) -> Preview:
    """Count what a notice would change, without changing it."""
    before, after = load_calendar(), load_calendar_with(notice, number)
    counted = recount(outdated(after), after)
    dates = Counter(
        (last_day_in_time(moved.old_due_at), last_day_in_time(moved.due_at)) for moved in counted.moved
    )
    return Preview(
        notice=notice,
        free=sum(not day.is_working for day in notice.days),
        days=changed_days(before, after, notice),
        checked=counted.checked,
        dates=[(old, new, count) for (old, new), count in sorted(dates.items())],
        moved=len(counted.moved),
        version=before.version,
    )


class EnterNoticeView(WagtailAdminTemplateMixin, FormView):
    """Preview what was pasted; enter it once it was seen and confirmed."""

    form_class = NoticeForm
    template_name = "deadlines/enter_notice.html"
    page_title = gettext_lazy("Enter a holiday notice")
    header_icon = "date"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may enter notices.

        Raises:
            PermissionDenied: the person may not.
        """
        if not request.user.has_perm(ENTER_NOTICE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where the page is."""
        notices = {"url": reverse("calendarnotice:index"), "label": _("Holiday notices")}
        return [*self.breadcrumbs_items, notices, {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        """Propose the year that is missing, else the next."""
        missing = missing_years()
        next_year = (timezone.localdate() + timedelta(days=365)).year
        return {"year": missing[0].year if missing else next_year}

    def form_valid(self, form: NoticeForm) -> HttpResponse:
        """Enter what was confirmed, else show what it changes."""
        if CONFIRM not in self.request.POST:
            return self._show(form)
        try:
            self._enter(form)
        except Refused as refused:
            messages.error(self.request, str(refused.message))
            return self._show(form)
        return redirect(reverse("calendarnotice:index"))

    def _show(self, form: NoticeForm) -> HttpResponse:
        seen = preview(form.notice, form.cleaned_data["number"])
        confirmation = NoticeForm(self.request.POST, auto_id=False)
        return self.render_to_response(
            self.get_context_data(form=form, preview=seen, confirmation=confirmation)
        )

    def _enter(self, form: NoticeForm) -> None:
        data = form.cleaned_data
        result = enter_notice(
            form.notice,
            number=data["number"],
            issued_on=data["issued_on"],
            by=self.request.user,
            seen_version=self.request.POST.get(VERSION, ""),
        )
        moved = ngettext("%(count)d date moved.", "%(count)d dates moved.", len(result.moved))
        entered = _("The notice for %(year)d was entered.") % {"year": data["year"]}
        messages.success(self.request, f"{entered} {moved % {'count': len(result.moved)}}")
