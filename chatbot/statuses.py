"""The closed list of what a turn can end as (DESIGN 4.5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How a turn ended."""

    ANSWERED = "answered", _("Answered")
    PARTIAL = "partial", _("Partly answered")
    CLARIFICATION = "clarification", _("Asked back")
    SMALL_TALK = "small_talk", _("Small talk")
    HANDOFF = "handoff", _("A person was asked for")
    NO_PASSAGE = "unanswerable_no_passage", _("No passage found")
    LOW_CONFIDENCE = "unanswerable_low_confidence", _("No passage answers it")
    OUT_OF_SCOPE = "unanswerable_out_of_scope", _("Not a matter of these policies")
    PERSONAL_DATA = "guarded_personal_data", _("Personal data in the question")
    INJECTION = "guarded_injection", _("Attempt to give the chatbot orders")
    ABUSE = "guarded_abuse", _("Abuse")
    CRISIS = "guarded_crisis", _("A person in need")
    RETRIEVAL_ERROR = "error_retrieval", _("The search failed")
    GENERATION_ERROR = "error_generation", _("The answer could not be made")
    TIMEOUT = "error_timeout", _("Took too long")


ANSWERED = frozenset({Status.ANSWERED, Status.PARTIAL})
UNANSWERABLE = frozenset({Status.NO_PASSAGE, Status.LOW_CONFIDENCE, Status.OUT_OF_SCOPE})
ERRORS = frozenset({Status.RETRIEVAL_ERROR, Status.GENERATION_ERROR, Status.TIMEOUT})
# Where a person is the next best thing to an answer.
OFFERS_HANDOFF = ANSWERED | UNANSWERABLE | ERRORS | {Status.HANDOFF, Status.CRISIS, Status.CLARIFICATION}
