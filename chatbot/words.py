"""What the chatbot says beside the quotes, for each status, in the language of the interface."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chatbot.statuses import Status

MESSAGES: dict[str, Promise | str] = {
    Status.ANSWERED: _("The published policies say:"),
    Status.PARTIAL: _("This may not answer all of it, but the published policies say:"),
    Status.SMALL_TALK: _(
        "Hello. Ask me about policies, for instance social insurance, housing fund or school enrolment. "
        "I answer only from what is published and show the source."
    ),
    Status.HANDOFF: _(
        "Gladly. Leave your question, and a person answers it in writing; "
        "you get a number, a code and a date."
    ),
    Status.NO_PASSAGE: _("The published policies hold no answer to this. A person can answer it in writing."),
    Status.LOW_CONFIDENCE: _(
        "I found no published policy that answers this, and I do not guess. "
        "A person can answer it in writing."
    ),
    Status.OUT_OF_SCOPE: _(
        "This is not a matter of the policies published here. For a matter of another place, please ask "
        "the government there; for your own affairs, a person here can help."
    ),
    Status.PERSONAL_DATA: _(
        "Please ask without ID card, bank card or phone numbers: they are not needed for an answer. "
        "Your question was not processed and the numbers were not kept."
    ),
    Status.INJECTION: _("I answer questions about published policies only. What would you like to know?"),
    Status.ABUSE: _("I can help with a question about policies. What would you like to know?"),
    Status.CRISIS: _(
        "If you or somebody near you is in danger, call 110 (police) or 120 (ambulance) now; the "
        "psychological help line 12356 listens day and night. A person of the government can also help."
    ),
    Status.RETRIEVAL_ERROR: _("Sorry, the search failed just now. Please try again, or ask a person."),
    Status.GENERATION_ERROR: _("Sorry, something went wrong. Please try again, or ask a person."),
    Status.TIMEOUT: _("Sorry, this took too long. Please try again, or ask a person."),
}


def message_for(status: str) -> Any:
    """The words that go with a status."""
    return MESSAGES.get(status, "")
