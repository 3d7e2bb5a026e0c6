"""What citizens see of the case system: write, take the receipt, track."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.models import Site

from interaction.cases.actions import open_case
from interaction.cases.forms import LetterForm, TrackForm, show_refusal
from interaction.cases.models import Case
from interaction.cases.promises import promise_for, promise_of
from interaction.cases.receipts import remember_receipt, take_receipt
from interaction.cases.rules import TITLE_MAX
from interaction.cases.timeline import public_timeline
from interaction.cases.tracking import find_case
from portal.base.errors import Invalid, Refused

TRACKED = "cases.tracked"


def site_of(request: HttpRequest) -> Site:
    """The site that was asked."""
    return Site.find_for_request(request) or Site.objects.get(is_default_site=True)


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class WriteView(View):
    """Write a letter."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, with a title where a link brought one."""
        title = request.GET.get("title", "")[:TITLE_MAX]
        return self._show(request, LetterForm(initial={"title": title}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Accept the letter and go to its receipt."""
        form = LetterForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=400)
        try:
            receipt = open_case(site=site_of(request), channel=Case.Channel.LETTER, **form.cleaned_data)
        except Invalid as refusal:
            show_refusal(form, refusal)
            return self._show(request, form, status=refusal.status)
        remember_receipt(request, receipt)
        return redirect("cases:receipt")

    def _show(self, request: HttpRequest, form: LetterForm, status: int = 200) -> HttpResponse:
        promise = promise_for(site_of(request), timezone.now())
        return render(request, "cases/write.html", {"form": form, "promise": promise}, status=status)


@never_cache
def show_receipt(request: HttpRequest) -> HttpResponse:
    """Show number, query code and due date; the code is shown this once."""
    taken = take_receipt(request)
    if taken is None:
        return redirect("cases:track")
    case = Case.objects.for_site(site_of(request)).get(pk=taken["case"])
    context = {"case": case, "query_code": taken["query_code"], "promise": promise_of(case)}
    return render(request, "cases/receipt.html", context)


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class TrackView(View):
    """Read a case with number and query code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the case that was opened in this session, else the form."""
        tracked = request.session.get(TRACKED)
        case = Case.objects.for_site(site_of(request)).filter(pk=tracked).first() if tracked else None
        if case is None:
            number = request.GET.get("number", "")[:60]
            return render(request, "cases/track.html", {"form": TrackForm(initial={"number": number})})
        return render(request, "cases/track.html", self._case_context(case))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look the case up; the session remembers it, the address never holds the code."""
        form = TrackForm(request.POST)
        if not form.is_valid():
            return render(request, "cases/track.html", {"form": form}, status=400)
        number, code = form.cleaned_data["number"], form.cleaned_data["query_code"]
        address = request.META.get("REMOTE_ADDR", "")
        try:
            case = find_case(number, code, site=site_of(request), address=address)
        except Refused as refusal:
            show_refusal(form, refusal)
            return render(request, "cases/track.html", {"form": form}, status=refusal.status)
        request.session.cycle_key()
        request.session[TRACKED] = case.pk
        return redirect("cases:track")

    @staticmethod
    def _case_context(case: Case) -> dict[str, Any]:
        replies = case.replies.filter(is_public=True).select_related("department")
        return {
            "case": case,
            "promise": promise_of(case),
            "timeline": public_timeline(case),
            "replies": list(replies),
        }


@require_POST
def leave_tracking(request: HttpRequest) -> HttpResponseRedirect:
    """Forget the case on this computer."""
    request.session.pop(TRACKED, None)
    return redirect("cases:track")
