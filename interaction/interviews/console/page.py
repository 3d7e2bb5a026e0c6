"""The page of the host console, and its plain form for browsers without JavaScript."""

import uuid
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interaction.interviews.console.state import run_json
from interaction.interviews.console.verbs import VERBS
from interaction.interviews.console.words import console_words, queue_keys, stage_keys
from interaction.interviews.models import Interview, Question
from interaction.interviews.permissions import Duty, duties_of
from interaction.moderation.codes import codes_of
from portal.base.scoping import sites_for

# The plain page is for standing in, not for browsing: the most wanted come first.
PLAIN_QUEUE = 50


@require_safe
@never_cache
def show_console(request: HttpRequest, pk: int) -> HttpResponse:
    """The console of an interview, or `?plain=1` what of it works without JavaScript.

    Raises:
        Http404: there is no such interview on the person's sites.
    """
    user: Any = request.user
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    rows = Interview.objects.select_related("page", "room", "site", "on_screen")
    interview: Interview | None = rows.filter(pk=pk, site__in=sites_for(user)).first()
    if interview is None:
        raise Http404
    duties = duties_of(user, interview)
    if not duties:
        return render(request, "interviews/console/not_yours.html", {"interview": interview}, status=403)
    context = _shared(interview, user, duties)
    if request.GET.get("plain"):
        return render(request, "interviews/console/plain.html", context | _plain(interview))
    return render(request, "interviews/console.html", context | _screen())


def _shared(interview: Interview, user: Any, duties: Collection[Duty]) -> dict[str, Any]:
    run = run_json(interview)
    return {
        "interview": interview,
        "run": run,
        "state_word": console_words()[f"run_{run['state']}"],
        "person": str(user),
        "can_edit_page": interview.page.permissions_for_user(user).can_edit(),
        "verbs": [name for name, verb in VERBS.items() if verb.duties & set(duties)],
        "outline": [point.strip() for point in interview.page.outline.splitlines() if point.strip()],
    }


def _screen() -> dict[str, Any]:
    return {
        "words": console_words(),
        "queue_keys": queue_keys(),
        "stage_keys": stage_keys(),
        "time_zone": settings.TIME_ZONE,
    }


def _plain(interview: Interview) -> dict[str, Any]:
    questions = interview.questions.most_wanted_first()
    return {
        "waiting": questions.waiting()[:PLAIN_QUEUE],
        "shown": questions.filter(state=Question.State.APPROVED, answered_at=None)[:PLAIN_QUEUE],
        "codes": codes_of(interview.site),
        "guests": interview.page.guests.all(),
        "seen_seq": interview.room.last_seq if interview.room else 0,
        # A form that is sent twice is written once.
        "client_ids": {"answer": uuid.uuid4(), "remark": uuid.uuid4()},
        "not_possible": _(
            "Without JavaScript there is no live text, no autosave, no merging, no pictures and no run "
            "sheet; load the page again to see what has come."
        ),
    }
