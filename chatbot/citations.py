"""Passages for a text that somebody is writing, a letter or the reply to one: of policies, and of what was
answered in interviews. The chatbot itself answers from policies only.
"""

from django.utils.translation import gettext_lazy
from wagtail.models import Page, Site

from chatbot.composition import how_many, quote
from chatbot.evidence import Evidence, gather
from interaction.cases.answered import PossibleAnswer
from portal.content.outline import CELL_MARK
from search.models import Passage
from search.retrieval import Hit
from search.scope import Scope

# Lower than the gate of the chat: here a person judges whether the passage is the answer.
SURE_ENOUGH = {"hybrid": 0.35, "keyword": 0.5}
_LABELS = {
    "policy": gettext_lazy("Policy"),
    "interpretation": gettext_lazy("Policy explained"),
    "interview": gettext_lazy("Answered in an interview"),
}
_EXCERPT = 180


def policy_passages(site: Site, text: str, limit: int) -> list[PossibleAnswer]:
    """Published passages that may answer a text, best first; none if nothing fits."""
    evidence = gather(text, Scope(site=site.pk, role=Passage.Role.PROVISION, kinds=frozenset(_LABELS)))
    if not evidence.hits or evidence.confidence < SURE_ENOUGH[evidence.mode]:
        return []
    hits = evidence.hits[: min(limit, how_many([hit.score for hit in evidence.hits]))]
    pages = Page.objects.live().public().in_bulk([hit.passage.page_id for hit in hits])
    return [_show(hit, pages[hit.passage.page_id], evidence) for hit in hits if hit.passage.page_id in pages]


def _show(hit: Hit, page: Page, evidence: Evidence) -> PossibleAnswer:
    passage = hit.passage
    words = quote(passage.text, evidence.question.weights).text.replace(CELL_MARK, " ")
    return PossibleAnswer(
        title=passage.title,
        excerpt=words if len(words) <= _EXCERPT else f"{words[: _EXCERPT - 1]}…",
        url=f"{page.url}#{passage.anchor}" if passage.anchor else str(page.url),
        label=str(_LABELS[passage.kind]),
        source=passage.document_number,
        place=passage.number,
        published_on=passage.published_on,
    )
