"""Is this already answered? What has been published on a matter, before somebody asks or answers anew.

Other rooms register where answers can be found: this package must not know `search` or `chatbot`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from wagtail.models import Site

logger = logging.getLogger(__name__)

MOST_ANSWERS = 5
# Enough to tell what a letter is about; the rest of a long one only costs time.
READ_LENGTH = 300


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """Something published that may answer a letter: a policy's passage or an earlier reply."""

    title: str
    excerpt: str
    url: str
    # What it is and who stands behind it, in the reader's language ("Policy", "Published reply").
    label: str
    source: str = ""
    place: str = ""
    published_on: date | None = None
    icon: str = "document"

    @property
    def citation(self) -> str:
        """The passage as a reply quotes it, with its source."""
        head = "".join([f"《{self.title}》", f"（{self.source}）" if self.source else "", self.place])
        return f"{head}：{self.excerpt}"


type AnswerSource = Callable[[Site, str, int], list[PossibleAnswer]]

_sources: list[AnswerSource] = []


def register_answer_source(source: AnswerSource) -> None:
    """Ask `source(site, text, limit)` too; the first registered is heard first."""
    if source not in _sources:
        _sources.append(source)


def possible_answers(site: Site, text: str, limit: int = MOST_ANSWERS) -> list[PossibleAnswer]:
    """What may answer a text, taken from all sources in turn; a source that fails is left out."""
    wanted = " ".join(text.split())[:READ_LENGTH]
    if not wanted:
        return []
    found = [_ask(source, site, wanted, limit) for source in _sources]
    ranks = max(map(len, found), default=0)
    in_turn = (answers[rank] for rank in range(ranks) for answers in found if rank < len(answers))
    return list(islice(in_turn, limit))


def _ask(source: AnswerSource, site: Site, text: str, limit: int) -> list[PossibleAnswer]:
    try:
        return source(site, text, limit)
    except Exception as error:  # noqa: BLE001 - help that fails must not keep anybody from writing
        # The message of an error may repeat the letter: only its kind is logged.
        logger.error("A source of answers failed: %s", type(error).__name__)  # noqa: TRY400
        return []
