"""What the public would see of a letter, before anybody publishes it. Pure but for the case that it reads."""

from collections.abc import Collection
from dataclasses import dataclass

from interaction.cases.models import Case, Reply
from portal.base.personal_data import find_personal_data, mask_personal_data

_MASK = "*"
# A single sign is no name: it would be masked everywhere.
_WORD_MIN = 2


@dataclass(frozen=True, slots=True)
class Preview:
    """The three texts of a publication."""

    title: str
    body: str
    reply: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; personal or not."""

    text: str
    is_personal: bool


def own_words(case: Case) -> list[str]:
    """What the writer told about themselves; whatever it looks like, it is never published."""
    told = (case.contact_name, case.contact, case.notice_email)
    return [word for word in (each.strip() for each in told) if len(word) >= _WORD_MIN]


def masked(text: str, own: Collection[str] = ()) -> str:
    """A text with asterisks for personal data and for the writer's own words (`own_words`)."""
    for word in sorted(own, key=len, reverse=True):
        text = text.replace(word, _MASK * len(word))
    return mask_personal_data(text)


def preview_of(case: Case) -> Preview:
    """The masked letter and all its answers, as the form to publish it begins."""
    own = own_words(case)
    reply = original_reply(case)
    return Preview(masked(case.title, own), masked(case.body, own), masked(reply, own))


def original_reply(case: Case) -> str:
    """The answers that the citizen got, in their order."""
    bodies = Reply.objects.answers().filter(case=case).values_list("body", flat=True)
    return "\n\n".join(bodies)


def pieces(text: str, own: Collection[str] = ()) -> list[Piece]:
    """Cut a text at what is personal in it, to mark it."""
    marks = bytearray(len(text))
    for start, end in _places(text, own):
        marks[start:end] = b"\1" * (end - start)
    cut: list[Piece] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marks[at] != marks[start]:
            cut.append(Piece(text[start:at], bool(marks[start])))
            start = at
    return cut


def remaining(text: str, own: Collection[str] = ()) -> list[str]:
    """What in a text still looks like personal data."""
    return [piece.text for piece in pieces(text, own) if piece.is_personal]


def _places(text: str, own: Collection[str]) -> list[tuple[int, int]]:
    found = [(finding.start, finding.end) for finding in find_personal_data(text)]
    for word in own:
        at = text.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    return found
