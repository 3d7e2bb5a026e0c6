"""The chat's doors: the page, a question, a rating, the way to a person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from chatbot.actions import ask_question, check_question, hand_off, rate_turn
from chatbot.forms import HandoffForm
from chatbot.models import Turn
from chatbot.presentation import show_turns
from chatbot.routing import MAX_LENGTH
from chatbot.sessions import find_conversation, own_conversation, own_turn
from chatbot.statuses import Status
from chatbot.words import message_for
from interaction.cases.forms import show_refusal
from interaction.cases.receipts import remember_receipt
from interaction.cases.views import site_of
from portal.base.errors import Invalid, Refused
from portal.base.models import Department
from portal.base.throttling import Limit, count_try
from portal.content.models import HomePage, PolicyPage

# A person who reads the answers asks less often; a whole campus may share an address.
PER_VISITOR = Limit("chat-visitor", tries=30, seconds=300)
PER_ADDRESS = Limit("chat-address", tries=600, seconds=300)
SHOWN_TURNS = 50


@require_GET
@never_cache
def show_chat(request: HttpRequest) -> HttpResponse:
    """The conversation so far; `?q=` fills the field, `?about=` names the policy asked about."""
    return _page(request, question=request.GET.get("q", "")[:MAX_LENGTH], about=request.GET.get("about", ""))


@require_POST
@never_cache
@sensitive_post_parameters()
def ask(request: HttpRequest) -> HttpResponse:
    """Answer a question: as a fragment for the script, as a page without it."""
    question, about = request.POST.get("question", ""), request.POST.get("about", "")
    try:
        count_try(PER_ADDRESS, request.META.get("REMOTE_ADDR", ""))
        # Before a conversation is begun: nothing asked, nothing kept.
        check_question(question)
        conversation = own_conversation(request)
        count_try(PER_VISITOR, str(conversation.pk))
        policy = _policy(about)
        turn = ask_question(conversation, question, about=policy.pk if policy else None)
    except Refused as refusal:
        return _refuse(request, refusal, question[:MAX_LENGTH], about)
    if turn.status == Status.PERSONAL_DATA:
        return _refuse(request, Invalid(message_for(turn.status)), "", about)
    if _is_script(request):
        return render(request, "chatbot/_turn.html", {"turn": show_turns([turn])[0]})
    return redirect(f"{reverse('chatbot:chat')}#turn-{turn.pk}")


@require_POST
@never_cache
def rate(request: HttpRequest) -> HttpResponse:
    """Keep whether an answer helped."""
    try:
        turn = rate_turn(own_turn(request, request.POST.get("turn", "")), request.POST.get("rating", ""))
    except Refused as refusal:
        return _refuse(request, refusal, "", "")
    if _is_script(request):
        return render(request, "chatbot/_turn.html", {"turn": show_turns([turn])[0]})
    return redirect(f"{reverse('chatbot:chat')}#turn-{turn.pk}")


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class HandoffView(View):
    """Ask a person: question, topic, department, contact, consent; then the receipt."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, filled from the turn that was not answered well."""
        turn = own_turn(request, request.GET.get("turn", ""))
        policy = _cited(turn)
        initial = {
            "body": turn.question if turn else request.GET.get("q", "")[:MAX_LENGTH],
            "topic": policy.topic_id if policy else None,
            "department": policy.department_id if policy else None,
        }
        return self._show(request, HandoffForm(initial=initial, departments=self._departments(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open the case and go to its receipt."""
        form = HandoffForm(request.POST, departments=self._departments(request))
        if not form.is_valid():
            return self._show(request, form, status=400)
        try:
            count_try(PER_ADDRESS, request.META.get("REMOTE_ADDR", ""))
            conversation = own_conversation(request)
            receipt = hand_off(conversation, own_turn(request, request.GET.get("turn", "")), **form.as_case())
        except Refused as refusal:
            show_refusal(form, refusal)
            return self._show(request, form, status=refusal.status)
        remember_receipt(request, receipt)
        return redirect("cases:receipt")

    def _departments(self, request: HttpRequest) -> Any:
        return Department.objects.for_site(site_of(request))

    def _show(self, request: HttpRequest, form: HandoffForm, status: int = 200) -> HttpResponse:
        return render(request, "chatbot/handoff.html", {"form": form}, status=status)


def _page(
    request: HttpRequest,
    *,
    question: str = "",
    about: str = "",
    errors: list[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    conversation = find_conversation(request)
    turns = list(conversation.turns.order_by("-number")[:SHOWN_TURNS])[::-1] if conversation else []
    home = HomePage.objects.filter(pk=site_of(request).root_page_id).first()
    context = {
        "conversation": conversation,
        "turns": show_turns(turns),
        "examples": [row.text for row in home.example_questions.all()] if home else [],
        "about": _policy(about),
        "form": {"question": {"value": question, "errors": errors or []}},
    }
    return render(request, "chatbot/chat.html", context, status=status)


def _refuse(request: HttpRequest, refusal: Refused, question: str, about: str) -> HttpResponse:
    if _is_script(request):
        return render(request, "chatbot/_refusal.html", {"message": refusal.message}, status=refusal.status)
    return _page(request, question=question, about=about, errors=[refusal.message], status=refusal.status)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _policy(key: str) -> PolicyPage | None:
    if not key.isdecimal() or len(key) > 18:
        return None
    return PolicyPage.objects.live().public().defer("body").filter(pk=int(key)).first()


def _cited(turn: Turn | None) -> PolicyPage | None:
    """The policy nearest to a turn: the one cited, else the one suggested."""
    nearest = next(iter([*turn.answer, *turn.suggestions]), None) if turn else None
    return _policy(str(nearest["page"])) if nearest else None
