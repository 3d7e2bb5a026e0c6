"""Following a letter: find it with number and query code, then everything that its citizen can do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from interaction.cases.actions import (
    erase_case_for_citizen,
    export_case,
    rate_reply,
    reopen_case,
    supplement_case,
    withdraw_case,
    withdraw_consent,
)
from interaction.cases.attachments import forget_files, keep_files, opened
from interaction.cases.forms import show_refusal
from interaction.cases.models import Attachment, Case
from interaction.cases.sending import SentBefore, sent_once, was_sent
from interaction.cases.tracked import forget_case, read_case, remember_case, remembered_case
from interaction.cases.tracked_forms import RatingForm, ReasonForm, SupplementForm, TrackForm
from interaction.cases.tracking import find_case
from interaction.cases.views import address_of, site_of
from portal.base.errors import Refused
from portal.base.private_files import serve_privately

type CaseView = Callable[..., HttpResponseBase]


def of_tracked_case(view: CaseView) -> CaseView:
    """Give a view the case that is open in this session; without one it leads to the form.

    What is sent names the case that was read: if another was opened since, in another tab, nothing is done.
    """

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        case = remembered_case(request, site_of(request))
        if case is None:
            return redirect("cases:track")
        if request.method == "POST" and request.POST.get("number") != case.number:
            words = _(
                "Nothing was done: another letter was opened in the meantime. This is the one open now."
            )
            messages.warning(request, words)
            return redirect("cases:track")
        return view(request, case, *args, **kwargs)

    return guarded


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class TrackView(View):
    """Read a case with number and query code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the case that was opened in this session, else the form."""
        case = remembered_case(request, site_of(request))
        if case is None:
            number = request.GET.get("number", "")[:60]
            return render(request, "cases/track.html", {"form": TrackForm(initial={"number": number})})
        return _show(request, case)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look the case up; the session remembers it, the address never holds the code."""
        form = TrackForm(request.POST)
        if not form.is_valid():
            return render(request, "cases/track.html", {"form": form}, status=400)
        number, code = form.cleaned_data["number"], form.cleaned_data["query_code"]
        try:
            case = find_case(number, code, site=site_of(request), address=address_of(request))
        except Refused as refusal:
            show_refusal(form, refusal)
            return render(request, "cases/track.html", {"form": form}, status=refusal.status)
        remember_case(request, case)
        return redirect("cases:track")


@require_POST
def leave_tracking(request: HttpRequest) -> HttpResponseRedirect:
    """Forget the case on this computer."""
    forget_case(request)
    return redirect("cases:track")


@require_POST
@of_tracked_case
def add_supplement(request: HttpRequest, case: Case) -> HttpResponse:
    """Add words and files to a letter that is not answered yet."""
    form = SupplementForm(request.POST, request.FILES, prefix="supplement")
    tokens = request.POST.getlist("kept_file")
    kept, problems = keep_files(request, request.FILES.getlist("supplement-files"), tokens)
    sent = form.sent_key(tokens) if form.is_valid() else ""
    # Where it was stored meanwhile, its files are gone from here, which is no problem.
    if sent and was_sent(sent):
        return redirect("cases:track")
    for problem in problems:
        form.add_error("files", problem)
    if not form.is_valid():
        return _show(request, case, status=400, kept=kept, supplement=form)
    try:
        with sent_once(sent), opened(kept) as files:
            supplement_case(case, form.cleaned_data["body"], files=files)
    except SentBefore:
        return redirect("cases:track")
    except Refused as refusal:
        show_refusal(form, refusal)
        return _show(request, case, status=refusal.status, kept=kept, supplement=form)
    forget_files(request, kept)
    messages.success(request, _("What you added is with the person who works on it. The date stays."))
    return redirect("cases:track")


@require_POST
@of_tracked_case
def rate(request: HttpRequest, case: Case) -> HttpResponse:
    """Rate the reply on five levels."""
    form = RatingForm(request.POST, prefix="rating")
    if not form.is_valid():
        return _show(request, case, status=400, rating=form)
    data = form.cleaned_data
    try:
        rate_reply(case, data["level"], data["reason"])
    except Refused as refusal:
        show_refusal(form, refusal)
        return _show(request, case, status=refusal.status, rating=form)
    messages.success(request, _("Thank you. Your rating is counted."))
    return redirect("cases:track")


@require_POST
@of_tracked_case
def reopen(request: HttpRequest, case: Case) -> HttpResponse:
    """Have a letter taken up again that is not solved."""
    form = ReasonForm(request.POST, prefix="reopen")
    if not form.is_valid():
        return _show(request, case, status=400, reopen=form)
    try:
        reopen_case(case, form.cleaned_data["reason"])
    except Refused as refusal:
        show_refusal(form, refusal)
        return _show(request, case, status=refusal.status, reopen=form)
    messages.success(request, _("Your letter is taken up again. A new date is counted from today."))
    return redirect("cases:track")


@of_tracked_case
def withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask whether the letter is to be taken back, then take it back."""
    form = ReasonForm(request.POST or None, required=False)
    if request.method != "POST" or not form.is_valid():
        return _confirm(request, "cases/withdraw.html", case, form)
    try:
        withdraw_case(case, form.cleaned_data["reason"])
    except Refused as refusal:
        show_refusal(form, refusal)
        return _confirm(request, "cases/withdraw.html", case, form, status=refusal.status)
    messages.success(request, _("You took your letter back. Nobody works on it any more."))
    return redirect("cases:track")


@require_POST
@of_tracked_case
def keep_private(request: HttpRequest, case: Case) -> HttpResponse:
    """Take back the consent to publication, and with it what is published."""
    withdraw_consent(case)
    messages.success(request, _("Nothing of your letter is public any more."))
    return redirect("cases:track")


@of_tracked_case
def erase(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask whether everything is to be deleted, then delete it and close the session."""
    if request.method != "POST":
        return _confirm(request, "cases/erase.html", case, forms.Form())
    erase_case_for_citizen(case)
    forget_case(request)
    messages.success(request, _("Your letter, your contact and your files are deleted."))
    return redirect("cases:track")


@require_GET
@of_tracked_case
def download_data(request: HttpRequest, case: Case) -> HttpResponse:
    """Everything that is kept about the citizen's own case, as JSON."""
    response = JsonResponse(export_case(case), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{case.number}.json"'
    return response


@require_GET
@of_tracked_case
def download_file(request: HttpRequest, case: Case, pk: int) -> FileResponse:
    """One file of the case that is open in this session."""
    attachment = Attachment.objects.shown().filter(case=case, pk=pk).first()
    if attachment is None:
        raise Http404
    return serve_privately(attachment.file, attachment.name)


def _confirm(
    request: HttpRequest, template: str, case: Case, form: forms.Form, status: int = 200
) -> HttpResponse:
    return render(request, template, {"case": case, "form": form}, status=status)


def _show(
    request: HttpRequest, case: Case, status: int = 200, kept: Any = (), **bound: forms.Form
) -> HttpResponse:
    tracked = read_case(case, **bound)
    context = {"case": case, "tracked": tracked, "promise": tracked.promise, "kept": kept}
    return render(request, "cases/track.html", context, status=status)
