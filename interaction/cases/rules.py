"""What a letter and a reply must hold. Pure: no database, no clock, no settings."""

import re

from interaction.cases.acknowledgements import without_acknowledgements

TITLE_MAX = 120
BODY_MAX = 5_000
REPLY_MAX = 20_000
ANSWER_MIN = 2

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NOT_A_WORD = re.compile(r"[\W_]+")


def clean_text(text: str) -> str:
    """Normalise line ends and drop control and invisible characters; the words stay as written."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_substantive(reply: str) -> bool:
    """Tell whether a reply says more than "received", "thank you", "passed on" or "being handled".

    The text cannot tell whether the answer is a good one: that is for the citizen who rates it.
    """
    rest = without_acknowledgements(clean_text(reply))
    return len(_NOT_A_WORD.sub("", rest)) >= ANSWER_MIN
