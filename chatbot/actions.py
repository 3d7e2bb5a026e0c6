"""What changes a conversation: asking, rating, handing over to a person."""

import logging
import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Site

from chatbot.models import Conversation, Turn
from chatbot.outcome import Asked, Outcome
from chatbot.pipeline import answer
from chatbot.routing import MAX_LENGTH
from chatbot.statuses import ANSWERED, Status
from interaction.cases.actions import Receipt, open_case
from interaction.cases.models import Case
from portal.base import audit
from portal.base.errors import Invalid
from portal.base.models import SiteIdentity
from portal.base.personal_data import mask_personal_data
from search.models import IndexHead
from search.text import fold

logger = logging.getLogger(__name__)

_RETRIEVAL_STEPS = ("retrieve", "read")


def check_question(text: str) -> str:
    """Give a question without what cannot be seen.

    Raises:
        Invalid: it is empty, too long, or holds no word.
    """
    question = text.strip()
    if len(question) > MAX_LENGTH:
        raise Invalid(
            _("Please ask in at most %(most)d characters.") % {"most": MAX_LENGTH}, field="question"
        )
    if not any(character.isalnum() for character in fold(question)):
        raise Invalid(_("Please write your question."), field="question")
    return "".join(character for character in question if character.isprintable() or character in "\n\t")


def ask_question(conversation: Conversation, text: str, *, about: int | None = None) -> Turn:
    """Answer a question from published policies, and keep the turn.

    Raises:
        Invalid: the question is empty or too long; nothing is kept.
    """
    question = check_question(text)
    started = time.perf_counter()
    outcome = answer_safely(_asked(conversation, question, about))
    elapsed = round((time.perf_counter() - started) * 1000)
    return _keep_turn(conversation, question, outcome, elapsed)


def answer_safely(asked: Asked) -> Outcome:
    """Run the pipeline; whatever fails becomes a status, never silence."""
    try:
        return answer(asked)
    except Exception as error:  # noqa: BLE001 - at the door, every failure becomes words
        # The message of an error may repeat the question, which may be private: only its kind is logged.
        step = getattr(error, "component_name", None) or ""
        logger.error(  # noqa: TRY400 - a traceback may hold the question
            "The answer pipeline failed in step %r: %s", step, type(error.__cause__ or error).__name__
        )
        return Outcome(Status.RETRIEVAL_ERROR if step in _RETRIEVAL_STEPS else Status.GENERATION_ERROR)


@transaction.atomic
def rate_turn(turn: Turn | None, rating: str) -> Turn:
    """Keep whether an answer helped; the last word of the citizen counts.

    Raises:
        Invalid: there is no such answer of this visitor's, or no such rating.
    """
    if turn is None or not turn.is_answered or rating not in Turn.Rating.values:
        raise Invalid(_("This answer cannot be rated."))
    locked = Turn.objects.select_for_update().get(pk=turn.pk)
    locked.rating = rating
    locked.save(update_fields=["rating"])
    return locked


@transaction.atomic
def hand_off(conversation: Conversation, turn: Turn | None, **case: Any) -> Receipt:
    """Make a case of a question that needs a person; its clock starts now.

    Raises:
        Invalid: what `open_case` refuses.
    """
    receipt = open_case(
        site=conversation.site,
        channel=Case.Channel.CHATBOT,
        kind=Case.Kind.CONSULTATION,
        source=conversation,
        **case,
    )
    reason = turn.status if turn else Status.HANDOFF
    audit.record(
        "conversation.handed_off", conversation, site=conversation.site, reason=reason, case=receipt.case.pk
    )
    return receipt


def begin_conversation(site: Site, locale: str) -> Conversation:
    """Begin a conversation on a site."""
    return Conversation.objects.create(site=site, locale=locale)


def _asked(conversation: Conversation, question: str, about: int | None) -> Asked:
    before = conversation.turns.filter(status__in=ANSWERED).order_by("-number").first()
    return Asked(
        text=question,
        previous=before.question if before else "",
        previous_pages=tuple(dict.fromkeys(quote["page"] for quote in before.answer)) if before else (),
        about=about,
        site=conversation.site_id,
        own_places=SiteIdentity.for_site(conversation.site).own_places,
    )


def _keep_turn(conversation: Conversation, question: str, outcome: Outcome, elapsed: int) -> Turn:
    """Write the turn at the end of its conversation; two tabs cannot take the same number."""
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        last = conversation.turns.order_by("-number").values_list("number", flat=True).first() or 0
        return Turn.objects.create(
            conversation=conversation,
            number=last + 1,
            question=mask_personal_data(question),
            status=outcome.status,
            answer=outcome.quotes,
            suggestions=outcome.suggestions,
            passages=outcome.passages,
            reading=outcome.reading,
            index_revision=IndexHead.objects.filter(pk=1).values_list("revision", flat=True).first() or 0,
            milliseconds=elapsed,
        )
