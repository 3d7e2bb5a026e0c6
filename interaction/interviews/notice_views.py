"""What the notice offers beside its page: the calendar file and the reminder by e-mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from interaction.cases.forms import show_refusal
from interaction.cases.views import address_of, site_of
from interaction.interviews import entries
from interaction.interviews.actions.reminding import (
    ask_reminder,
    confirm_reminder,
    find_reminder,
    stop_reminder,
)
from interaction.interviews.addresses import page_address
from interaction.interviews.calendar_file import ics_of
from interaction.interviews.listing import listed, show
from interaction.interviews.models import Interview
from interaction.interviews.presentation import outline_of
from interaction.interviews.reminder_forms import ReminderForm
from interaction.rooms.models import Entry
from portal.base.devices import device_key, remember_device
from portal.base.errors import Refused
from portal.base.throttling import Limit, count_try

# A library or a whole campus may share an address.
FROM_ADDRESS = Limit("reminder-address", tries=60, seconds=600)
FROM_DEVICE = Limit("reminder-device", tries=6, seconds=600)


def interview_or_404(request: HttpRequest, pk: int) -> Interview:
    """An interview of the site that was asked, which everybody may see.

    Raises:
        Http404: there is none.
    """
    interview: Interview = get_object_or_404(listed(site_of(request)).select_related("site", "room"), pk=pk)
    return interview


@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The interview for the reader's own calendar; fetched again after a move it replaces the entry."""
    interview = interview_or_404(request, pk)
    changes = Entry.objects.filter(room=interview.room_id, kind=entries.STATE).count()
    content = ics_of(
        uid=f"interview-{interview.pk}@{request.get_host().partition(':')[0]}",
        starts_at=interview.starts_at,
        ends_at=interview.ends_at,
        stamp=timezone.now(),
        sequence=changes,
        summary=interview.page.local_title,
        description="\n".join([interview.page.local_summary, *outline_of(interview.page)]).strip(),
        location=interview.page.place,
        url=page_address(interview),
        is_cancelled=show(interview).is_cancelled,
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="interview-{interview.pk}.ics"'
    response["Cache-Control"] = "public, max-age=60"
    return response


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class RemindView(View):
    """Ask to be reminded by e-mail; every address gets the same answer."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form alone, for those who come by its address."""
        return self._show_form(request, interview_or_404(request, pk), ReminderForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the mail that asks its reader to confirm."""
        interview = interview_or_404(request, pk)
        form = ReminderForm(request.POST)
        if not form.is_valid():
            return self._show_form(request, interview, form, status=400)
        try:
            count_try(FROM_ADDRESS, address_of(request))
            count_try(FROM_DEVICE, device_key(request))
            if not form.is_from_machine:
                ask_reminder(interview, form.cleaned_data["email"], get_language() or "zh-hans")
        except Refused as refusal:
            show_refusal(form, refusal)
            return self._show_form(request, interview, form, status=refusal.status)
        words = _("Please look into your mailbox: the reminder is set once you confirm it there.")
        messages.success(request, words)
        response = redirect(interview.page.get_url(request))
        remember_device(request, response)
        return response

    def _show_form(
        self, request: HttpRequest, interview: Interview, form: ReminderForm, status: int = 200
    ) -> HttpResponse:
        context = {"shown": show(interview), "interview": interview, "form": form}
        return render(request, "interviews/remind.html", context, status=status)


class _LinkView(View):
    """A link of a mail: opened, it asks; only its button does something (mail scanners open links)."""

    template: str

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Say what the button does; an unknown link says that it is one."""
        reminder = find_reminder(token)
        context = {"reminder": reminder, "shown": show(reminder.interview) if reminder else None}
        return render(request, self.template, context, status=200 if reminder else 404)


@method_decorator(never_cache, name="dispatch")
class ConfirmView(_LinkView):
    """Confirm that an address wants to be reminded."""

    template = "interviews/confirm_reminder.html"

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Confirm; pressed twice it says the same."""
        try:
            reminder = confirm_reminder(token)
        except Refused:
            return render(request, self.template, {"reminder": None}, status=404)
        context = {"reminder": reminder, "shown": show(reminder.interview), "is_done": True}
        return render(request, self.template, context)


@method_decorator(never_cache, name="dispatch")
class StopView(_LinkView):
    """Stop all mails of a reminder."""

    template = "interviews/stop_reminder.html"

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Forget the address; pressed twice it says the same."""
        stop_reminder(token)
        return render(request, self.template, {"is_done": True})
