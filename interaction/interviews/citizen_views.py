"""Doors for citizens: ask, vote, look for similar questions, see and change one's own.

Forms carry no token, see `same_origin`; the device's cookie comes with the first answer to its sender.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from interaction.cases.forms import show_refusal
from interaction.cases.views import address_of, site_of
from interaction.interviews.actions.asking import (
    add_detail,
    ask_question,
    vote_for,
    withdraw_question,
    withdraw_vote,
)
from interaction.interviews.answering import answer, refuse, wants_json
from interaction.interviews.citizen import asking_of, own_context
from interaction.interviews.citizen_forms import AskForm, DetailForm
from interaction.interviews.gates import interview_gate
from interaction.interviews.limits import (
    ASK_ADDRESS,
    ASK_DEVICE,
    LOOK_ADDRESS,
    VOTE_ADDRESS,
    VOTE_DEVICE,
    TooSoon,
    count_all,
)
from interaction.interviews.models import Interview, Question
from interaction.interviews.models.questions import QUESTION_MAX
from interaction.interviews.same_origin import from_own_pages
from interaction.interviews.similar import similar_questions
from interaction.interviews.states import current_state
from portal.base.devices import device_key, remember_device
from portal.base.errors import Invalid, Refused

type InterviewView = Callable[..., HttpResponseBase]


def of_device(view: InterviewView) -> InterviewView:
    """Make an answer one device's own: never cached, and with the cookie by which it is known again."""

    @from_own_pages
    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        remember_device(request, response)
        return response

    return guarded


def interview_of(request: HttpRequest, pk: int) -> Interview:
    """An interview of the site that was asked, if its visitor may see it."""
    rows = Interview.objects.for_site(site_of(request)).select_related("page", "room", "site")
    interview: Interview = get_object_or_404(rows, pk=pk)
    if interview_gate(interview, request.user) is None:
        raise Http404
    return interview


@method_decorator(of_device, name="dispatch")
class AskView(View):
    """Ask: at once for scripts; without one, similar questions are offered before it is sent."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form on a page of its own."""
        return self._show(request, interview_of(request, pk), AskForm(user=request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the question, or say what is wrong with it."""
        interview = interview_of(request, pk)
        form = AskForm(request.POST, user=request.user)
        if not form.is_valid():
            return self._refuse(request, interview, form, _first_error(form))
        if not wants_json(request) and request.POST.get("step") != "send":
            similar = similar_questions(interview, form.cleaned_data["text"])
            if similar:
                return self._show(request, interview, form, similar=similar)
        values = form.as_question(device_key(request))
        try:
            question = _ask(request, interview, values)
        except Refused as refusal:
            show_refusal(form, refusal)
            return self._refuse(request, interview, form, refusal)
        return answer(
            request,
            data={"question": {"id": question.pk, "number": question.number, "state": question.state}},
            redirect_to=reverse("interviews:mine", args=[interview.pk]),
            message=_("Your question has arrived. It is shown as soon as a moderator has read it."),
        )

    def _refuse(
        self, request: HttpRequest, interview: Interview, form: AskForm, refusal: Refused
    ) -> HttpResponse:
        if wants_json(request):
            response = refuse(request, refusal, data=_patience(refusal))
        else:
            response = self._show(request, interview, form, status=refusal.status)
        return _with_patience(response, refusal)

    def _show(
        self,
        request: HttpRequest,
        interview: Interview,
        form: AskForm,
        *,
        similar: list[Question] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "interview": interview,
            "form": form,
            "similar": similar or [],
            "asking": asking_of(interview, current_state(interview)),
            "question_max": QUESTION_MAX,
        }
        return render(request, "interviews/ask.html", context, status=status)


@require_POST
@of_device
def show_similar(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment with the shown questions that ask the same; posted, so that no word is in an address."""
    interview = interview_of(request, pk)
    similar: list[Question] = []
    try:
        count_all(LOOK_ADDRESS, address_of(request))
        similar = similar_questions(interview, request.POST.get("text", "")[:QUESTION_MAX])
    except Refused:
        # Help that is asked for too often stays silent; nobody is kept from writing.
        similar = []
    return render(request, "interviews/_similar.html", {"interview": interview, "similar": similar})


@require_POST
@of_device
def vote(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """Vote for a question, or with `vote=0` take the vote back."""
    interview = interview_of(request, pk)
    question = get_object_or_404(interview.questions.public(), pk=question_pk)
    key = device_key(request)
    wants_vote = request.POST.get("vote", "1") != "0"
    try:
        count_all(VOTE_ADDRESS, address_of(request))
        count_all(VOTE_DEVICE, key)
        votes = vote_for(question, key) if wants_vote else withdraw_vote(question, key)
    except Refused as refusal:
        return _with_patience(refuse(request, refusal, redirect_to=_mine(interview)), refusal)
    return answer(
        request,
        data={"votes": votes, "voted": wants_vote and question.author_key != key},
        redirect_to=_mine(interview),
        message=_("Your vote is counted.") if wants_vote else _("Your vote is taken back."),
    )


@require_GET
@of_device
def show_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """What this device asked and voted for: a fragment for scripts, a page for everybody else."""
    interview = interview_of(request, pk)
    context = own_context(interview, device_key(request), request.user)
    is_fragment = bool(request.headers.get("X-Requested-With"))
    return render(request, "interviews/_own_list.html" if is_fragment else "interviews/mine.html", context)


@require_POST
@of_device
def send_detail(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """Add what a moderator asked for."""
    interview = interview_of(request, pk)
    question = _own_question(request, interview, question_pk)
    form = DetailForm(request.POST)
    try:
        if not form.is_valid():
            raise _first_error(form)
        count_all(ASK_DEVICE, device_key(request))
        add_detail(question, device_key(request), form.cleaned_data["text"])
    except Refused as refusal:
        return _with_patience(refuse(request, refusal, redirect_to=_mine(interview)), refusal)
    words = _("Thank you. A moderator reads your question again.")
    return answer(request, data={}, redirect_to=_mine(interview), message=words)


@require_POST
@of_device
def send_withdrawal(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """Take one's question back."""
    interview = interview_of(request, pk)
    question = _own_question(request, interview, question_pk)
    try:
        withdraw_question(question, device_key(request))
    except Refused as refusal:
        return refuse(request, refusal, redirect_to=_mine(interview))
    words = _("Your question is withdrawn.")
    return answer(request, data={}, redirect_to=_mine(interview), message=words)


def _ask(request: HttpRequest, interview: Interview, values: dict[str, Any]) -> Question:
    """Ask within the limits; what is sent again counts as no other try."""
    key = values["author_key"]
    if not interview.questions.filter(client_id=values["client_id"]).exists():
        count_all(ASK_ADDRESS, address_of(request))
        count_all(ASK_DEVICE, key)
    return ask_question(interview, language=get_language() or "zh-hans", **values)


def _own_question(request: HttpRequest, interview: Interview, pk: int) -> Question:
    question: Question = get_object_or_404(interview.questions.by_device(device_key(request)), pk=pk)
    return question


def _mine(interview: Interview) -> str:
    return reverse("interviews:mine", args=[interview.pk])


def _first_error(form: Any) -> Invalid:
    name, errors = next(iter(form.errors.items()))
    return Invalid(errors[0], field=name if name != "__all__" else "")


def _patience(refusal: Refused) -> dict[str, Any]:
    return {"retry_after": refusal.retry_after} if isinstance(refusal, TooSoon) else {}


def _with_patience(response: HttpResponse, refusal: Refused) -> HttpResponse:
    if isinstance(refusal, TooSoon) and response.status_code == refusal.status:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
