"""What citizens see before a letter is sent: mailboxes, the form, the check, the receipt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.models import Site

from interaction.cases.actions import Receipt, open_case
from interaction.cases.answered import possible_answers
from interaction.cases.attachments import Kept, forget_files, keep_files, opened
from interaction.cases.due_dates import case_behind, due_date_file, due_token
from interaction.cases.forms import FaultForm, LetterForm, StepForm, show_refusal
from interaction.cases.mailboxes import fault_mailbox, month_begins, open_mailboxes, words_of
from interaction.cases.models import Case
from interaction.cases.promises import promise_for, promise_of
from interaction.cases.published.preview import masked, own_words
from interaction.cases.receipts import (
    begin_session,
    remember_receipt,
    remember_shared_receipt,
    share_receipt,
    take_receipt,
)
from interaction.cases.rules import TITLE_MAX
from interaction.cases.sending import SentBefore, sent_once, was_sent, was_stored
from portal.base.errors import Refused
from portal.base.personal_data import SECRET_KINDS, find_personal_data
from portal.base.throttling import Limit, count_try

# A library or a whole village may share an address.
SENT_FROM_ADDRESS = Limit("letter-address", tries=60, seconds=600)
ASKED_FROM_ADDRESS = Limit("similar-address", tries=600, seconds=600)
SHORTEST_TEXT = 4


def site_of(request: HttpRequest) -> Site:
    """The site that was asked."""
    return Site.find_for_request(request) or Site.objects.get(is_default_site=True)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, for counting tries."""
    return str(request.META.get("REMOTE_ADDR", ""))


def show_hub(request: HttpRequest) -> HttpResponse:
    """All mailboxes of the site, what they promise, and how the word is kept."""
    site, now = site_of(request), timezone.now()
    words = words_of(site, month_begins(now))
    mailboxes = [(box, words.get(box.pk)) for box in open_mailboxes(site)]
    context = {
        "mailboxes": mailboxes,
        "promise": promise_for(site, now, Case.Kind.CONSULTATION),
        "fault_promise": promise_for(site, now, Case.Kind.FAULT),
    }
    return render(request, "cases/hub.html", context)


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class WriteView(View):
    """Write a letter: the form, the check before sending, the sending."""

    form_class: type[StepForm] = LetterForm
    template = "cases/write.html"
    kind = Case.Kind.CONSULTATION

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, filled with what a link brought."""
        form = self.form_class(initial=self.initial(request), site=site_of(request))
        return self._show_form(request, form, [])

    def initial(self, request: HttpRequest) -> dict[str, Any]:
        """A title and a mailbox where a link names them."""
        mailbox = request.GET.get("mailbox", "")
        return {
            "title": request.GET.get("title", "")[:TITLE_MAX],
            "mailbox": int(mailbox) if mailbox.isdecimal() and len(mailbox) < 10 else None,
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check what was written, go back to change it, or send it: as the button says."""
        form = self.form_class(request.POST, request.FILES, site=site_of(request))
        kept, problems = keep_files(
            request, request.FILES.getlist("files"), request.POST.getlist("kept_file")
        )
        if request.POST.get("step") == "edit":
            return self._show_form(request, self._unchecked(form), kept)
        if request.POST.get("step") == "send" and form.is_valid():
            sent = form.sent_key()
            # Where it was stored meanwhile, its files are gone from here, which is no problem.
            if was_sent(sent):
                return self._answer_again(request, form, kept, sent)
        for problem in problems:
            form.add_error("files", problem)
        if not form.is_valid():
            return self._show_form(request, form, kept, status=400)
        if request.POST.get("step") == "send":
            return self._send(request, form, kept)
        return self._show_check(request, form, kept)

    def case_values(self, request: HttpRequest, form: StepForm) -> dict[str, Any]:
        """What `open_case` is told beside the site, the channel and the files."""
        return form.as_case()

    def _send(self, request: HttpRequest, form: StepForm, kept: Kept) -> HttpResponse:
        """Open the case; the same letter sent twice by one form opens one."""
        begin_session(request)
        sent = form.sent_key()
        try:
            with sent_once(sent):
                count_try(SENT_FROM_ADDRESS, address_of(request))
                receipt = self._open(request, form, kept)
                share_receipt(request, sent, receipt)
        except SentBefore:
            return self._answer_again(request, form, kept, sent)
        except Refused as refusal:
            show_refusal(form, refusal)
            return self._show_form(request, form, kept, status=refusal.status)
        forget_files(request, kept)
        remember_receipt(request, receipt)
        return redirect("cases:receipt")

    def _answer_again(self, request: HttpRequest, form: StepForm, kept: Kept, sent: str) -> HttpResponse:
        """Give the second click the receipt of the first; if that is at work or failed, ask again."""
        if remember_shared_receipt(request, sent) or was_stored(sent):
            return redirect("cases:receipt")
        return render(request, "cases/being_sent.html", {"form": form, "kept": kept}, status=202)

    def _open(self, request: HttpRequest, form: StepForm, kept: Kept) -> Receipt:
        values = self.case_values(request, form)
        with opened(kept) as files:
            return open_case(site=site_of(request), channel=Case.Channel.LETTER, files=files, **values)

    def _unchecked(self, form: StepForm) -> StepForm:
        """The same form with what was written and without any complaint."""
        initial = {name: form[name].value() for name in form.fields if name != "files"}
        return self.form_class(initial=initial, site=site_of(self.request))

    def _show_form(self, request: HttpRequest, form: StepForm, kept: Kept, status: int = 200) -> HttpResponse:
        promise = promise_for(site_of(request), timezone.now(), self.kind)
        return render(request, self.template, {"form": form, "kept": kept, "promise": promise}, status=status)

    def _show_check(self, request: HttpRequest, form: StepForm, kept: Kept) -> HttpResponse:
        begin_session(request)
        values = form.as_case()
        kind = Case.Kind(values.get("kind", self.kind))
        text = f"{values['title']}\n{values['body']}"
        own = own_words(Case(**{name: values[name] for name in ("contact_name", "contact", "notice_email")}))
        context = {
            "form": form,
            "letter": values,
            "kept": kept,
            "kind": kind,
            "masked": {name: masked(values[name], own) for name in ("title", "body")},
            "has_secrets": bool(find_personal_data(text, SECRET_KINDS)),
            # No policy says whether a word on a page is wrong.
            "answers": possible_answers(site_of(request), text) if kind != Case.Kind.FAULT else [],
            "promise": promise_for(site_of(request), timezone.now(), kind),
        }
        return render(request, "cases/check.html", context)


class FaultView(WriteView):
    """Report a fault of the website; the page that it was found on comes with the link."""

    form_class = FaultForm
    template = "cases/fault.html"
    kind = Case.Kind.FAULT

    def initial(self, request: HttpRequest) -> dict[str, Any]:
        """The address of the page that the reader came from."""
        return {"page_url": request.GET.get("page", "")[:500]}

    def case_values(self, request: HttpRequest, form: StepForm) -> dict[str, Any]:
        """The report goes to the mailbox for faults, where the site has one."""
        return form.as_case() | {"mailbox": fault_mailbox(site_of(request))}


@require_POST
@never_cache
@sensitive_post_parameters()
def show_similar(request: HttpRequest) -> HttpResponse:
    """A fragment with what may answer a letter that is being written; nothing of it is kept."""
    text = request.POST.get("text", "").strip()
    answers = []
    try:
        count_try(ASKED_FROM_ADDRESS, address_of(request))
        if len(text) >= SHORTEST_TEXT:
            answers = possible_answers(site_of(request), text)
    except Refused:
        # Help that is asked for too often stays silent; nobody is kept from writing.
        answers = []
    return render(request, "cases/_possible_answers.html", {"answers": answers})


@never_cache
def show_receipt(request: HttpRequest) -> HttpResponse:
    """Show number, query code and due date; the code is shown this once."""
    taken = take_receipt(request)
    if taken is None:
        return redirect("cases:track")
    case = Case.objects.for_site(site_of(request)).get(pk=taken["case"])
    context = {
        "case": case,
        "query_code": taken["query_code"],
        "promise": promise_of(case),
        "due_token": due_token(case),
    }
    return render(request, "cases/receipt.html", context)


@never_cache
def download_due_date(request: HttpRequest, token: str) -> HttpResponse:
    """The due date as a calendar file."""
    case = case_behind(token, site_of(request))
    if case is None:
        raise Http404
    origin = f"{request.scheme}://{request.get_host()}"
    response = HttpResponse(due_date_file(case, origin), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{case.number}.ics"'
    return response
