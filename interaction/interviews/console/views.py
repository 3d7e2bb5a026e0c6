"""The doors of the console for its screen: everything at the start, drafts, and one address a verb."""

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interaction.interviews.actions.deciding import Decided
from interaction.interviews.actions.drafting import Outdated
from interaction.interviews.answering import answer, json_answer, refuse, wants_json
from interaction.interviews.console.access import open_to_crew
from interaction.interviews.console.calls import Call
from interaction.interviews.console.state import (
    console_state,
    draft_json,
    drafts_json,
    question_json,
    run_json,
)
from interaction.interviews.console.verbs import VERBS, WRITTEN, Changed
from interaction.interviews.entries import run_sheet_body
from interaction.interviews.models import AnswerDraft, Interview, Question
from interaction.interviews.permissions import ON_STAGE, Duty
from interaction.rooms.models import Audience, Entry
from interaction.rooms.serialising import entry_json
from portal.base.errors import NotAllowed, Refused


@require_safe
@open_to_crew
def show_state(request: HttpRequest, interview: Interview, duties: Collection[Duty]) -> HttpResponse:
    """Give everything that the screen needs at its start."""
    user: Any = request.user
    return json_answer(console_state(interview, user, duties))


@require_safe
@open_to_crew
def show_drafts(request: HttpRequest, interview: Interview, duties: Collection[Duty]) -> HttpResponse:
    """Give what people on the stage are writing, to each other."""
    if not set(duties) & ON_STAGE:
        return refuse(request, NotAllowed(_("Drafts are for people on the stage.")))
    return json_answer({"drafts": drafts_json(interview)})


@require_POST
@open_to_crew
def do_verb(request: HttpRequest, interview: Interview, duties: Collection[Duty], verb: str) -> HttpResponse:
    """Do one thing.

    Raises:
        Http404: there is no such thing to do.
    """
    known = VERBS.get(verb)
    if known is None:
        raise Http404
    user: Any = request.user
    # Only the plain page sends forms without a script.
    back = "" if wants_json(request) else reverse("console:page", args=[interview.pk]) + "?plain=1"
    call = Call(interview, user, request.POST, request.FILES)
    try:
        changed = known.perform(call)
    except Decided as refusal:
        decided = {"question": question_json(refusal.question, duties)}
        return refuse(request, refusal, redirect_to=back, data=decided)
    except Outdated as refusal:
        return refuse(request, refusal, redirect_to=back, data={"draft": draft_json(refusal.draft)})
    except Refused as refusal:
        if back and verb in WRITTEN:
            call.keep_words()
        return refuse(request, refusal, redirect_to=back)
    return answer(request, data=_shown(changed, duties), redirect_to=back, message=_("Done."))


def _shown(changed: Changed, duties: Collection[Duty]) -> dict[str, Any]:
    return {name: _show(name, row, duties) for name, row in changed.items()}


def _show(name: str, row: Any, duties: Collection[Duty]) -> Any:
    match row:
        case Interview() if name == "run_sheet":
            return run_sheet_body(row.prepared.all())["lines"]
        case Interview():
            return run_json(row)
        case Question():
            return question_json(row, duties)
        case Entry():
            return entry_json(row, Audience.HOST)
        case AnswerDraft():
            return draft_json(row)
        case _:
            return row
