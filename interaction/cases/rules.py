"""What a letter and a reply must hold. Pure: no database, no clock, no settings."""

import re
from datetime import datetime, timedelta

from interaction.cases.acknowledgements import without_acknowledgements

TITLE_MAX = 120
BODY_MAX = 5_000
REPLY_MAX = 20_000
REASON_MAX = 1_000
ANSWER_MIN = 2
FILES_MAX = 5
SUPPLEMENTS_MAX = 20
# A citizen who finds the matter not solved has it taken up again so long and so often.
REOPEN_DAYS = 30
REOPEN_MOST = 2

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NOT_A_WORD = re.compile(r"[\W_]+")


def clean_text(text: str) -> str:
    """Normalise line ends and drop control and invisible characters; the words stay as written."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def title_from(body: str) -> str:
    """The first words of a text, for a case that was written without a title."""
    words = " ".join(body.split())
    return words if len(words) <= TITLE_MAX else f"{words[: TITLE_MAX - 1]}…"


def is_substantive(reply: str) -> bool:
    """Tell whether a reply says more than "received", "thank you", "passed on" or "being handled".

    The text cannot tell whether the answer is a good one: that is for the citizen who rates it.
    """
    rest = without_acknowledgements(clean_text(reply))
    return len(_NOT_A_WORD.sub("", rest)) >= ANSWER_MIN


def may_still_reopen(replied_at: datetime, now: datetime) -> bool:
    """Tell whether an answer is young enough for the case to be taken up again."""
    return now < replied_at + timedelta(days=REOPEN_DAYS)
