"""The steps of the answer pipeline. Each gives either its result or the outcome that ends the turn."""

from dataclasses import dataclass, replace
from typing import Any

from haystack import component
from haystack.core.component.types import Variadic

from chatbot.answerability import calibrations, rarity
from chatbot.composition import MAX_QUOTES, Quote, how_many, quote
from chatbot.evidence import Evidence, gather
from chatbot.followups import is_follow_up, join_questions
from chatbot.grounding import is_grounded
from chatbot.models import KnownGap
from chatbot.outcome import Asked, Outcome
from chatbot.routing import route
from chatbot.statuses import Status
from search.models import Passage
from search.replica import Scope, get_replica
from search.retrieval import Hit, read_question
from search.spelling import correct

POLICIES = frozenset({"policy"})
# From this similarity on a question counts as one that editors know to be a gap.
NEAR_GAP = {"hybrid": 0.93, "keyword": 0.6}
# The page at hand is preferred unless the gate trusts another clearly more.
NEAR_ENOUGH = 0.8


@dataclass(slots=True)
class Reading:
    """How a question was understood.

    `text` is searched for everywhere; `own` on the pages that the conversation is about, which
    already say what it is about.
    """

    asked: Asked
    text: str
    pages: tuple[int, ...]
    own: str
    corrected: str = ""


@dataclass(slots=True)
class Judged:
    """Evidence that passed the gate, with the gate's confidence."""

    reading: Reading
    evidence: Evidence
    confidence: float


@component
class RouteTurn:
    """Ends what is no question to the policies: greetings, orders, personal data, another place's rules."""

    @component.output_types(asked=Asked, outcome=Outcome)
    def run(self, asked: Asked) -> dict[str, Any]:
        """Let a question pass, or end the turn."""
        status = route(asked.text, asked.own_places).status
        return {"outcome": Outcome(status)} if status else {"asked": asked}


@component
class ReadFollowUp:
    """Puts a question that leans on the one before it into words of its own, and mends its spelling."""

    @component.output_types(reading=Reading)
    def run(self, asked: Asked) -> dict[str, Any]:
        """Read the question in its context."""
        corrected = correct(asked.text) or ""
        text = corrected or asked.text
        pages = (asked.about,) if asked.about else ()
        if asked.previous and is_follow_up(text, read_question(text).words):
            reading = Reading(
                asked, join_questions(asked.previous, text), asked.previous_pages, text, corrected
            )
        else:
            reading = Reading(asked, text, pages, text, corrected)
        return {"reading": reading}


@component
class RetrievePassages:
    """Finds policies in force, first on the pages that the conversation is about."""

    @component.output_types(evidence=tuple)
    def run(self, reading: Reading) -> dict[str, Any]:
        """Give the reading with its evidence."""
        asked = reading.asked
        scope = Scope(site=asked.site, locale=asked.locale, role=Passage.Role.PROVISION, kinds=POLICIES)
        evidence = gather(reading.text, scope, dense=asked.dense)
        if reading.pages:
            near = gather(reading.own, replace(scope, pages=frozenset(reading.pages)), dense=asked.dense)
            evidence = nearer(near, evidence)
        return {"evidence": (reading, evidence)}


@component
class JudgeAnswerability:
    """The gate before any answer is made: refuses instead of guessing."""

    @component.output_types(judged=Judged, outcome=Outcome)
    def run(self, evidence: tuple) -> dict[str, Any]:
        """Let evidence pass that probably answers the question."""
        reading, found = evidence
        if not found.hits:
            return {"outcome": Outcome(Status.NO_PASSAGE, reading=_kept(reading, found, 0.0))}
        sure = found.confidence
        if sure < calibrations()[found.mode].threshold:
            kept = _kept(reading, found, sure) | {"advice": advice_for(found)}
            nearest = [_suggestion(hit) for hit in found.hits[:MAX_QUOTES]]
            return {"outcome": Outcome(Status.LOW_CONFIDENCE, [], found.record(), nearest, kept)}
        return {"judged": Judged(reading, found, sure)}


@component
class ComposeQuotes:
    """The extractive composer: the policies' own sentences."""

    @component.output_types(draft=tuple)
    def run(self, judged: Judged) -> dict[str, Any]:
        """Quote the best passages."""
        hits = judged.evidence.hits
        hits = hits[: how_many([hit.score for hit in hits])]
        replica = get_replica()
        weights = rarity(judged.evidence.question.weights, replica.frequency, replica.size)
        articles = [(hit, whole_article(hit)) for hit in hits]
        return {"draft": (judged, [(hit, quote(text, weights), text) for hit, text in articles])}


@component
class CheckGrounding:
    """The gate after composition: only what stands in the cited article is shown."""

    @component.output_types(outcome=Outcome)
    def run(self, draft: tuple) -> dict[str, Any]:
        """End the turn with the quotes that hold."""
        judged, quoted = draft
        sound = [
            (hit, found)
            for hit, found, text in quoted
            if is_grounded((*found.sentences, *found.conditions), text)
        ]
        kept = _kept(judged.reading, judged.evidence, judged.confidence)
        record = judged.evidence.record()
        if not sound:
            return {"outcome": Outcome(Status.GENERATION_ERROR, [], record, [], kept)}
        quotes = [_citation(hit, found) for hit, found in sound]
        return {"outcome": Outcome(Status.ANSWERED, quotes, record, [], kept)}


@component
class FinishTurn:
    """The one end of the pipeline."""

    @component.output_types(outcome=Outcome)
    def run(self, outcomes: Variadic[Outcome]) -> dict[str, Any]:
        """Give the outcome that one of the steps ended with."""
        return {"outcome": next(iter(outcomes))}


def nearer(near: Evidence, everywhere: Evidence) -> Evidence:
    """What was found on the pages at hand, unless something better stands elsewhere.

    Hits on one page always agree, so how far they do is judged by what was found everywhere.
    """
    if not near.hits or not everywhere.hits:
        return near if near.hits else everywhere
    if everywhere.hits[0].passage.page_id == near.hits[0].passage.page_id:
        # The matter is that of the page: the question's own words put its articles in order.
        near.features = everywhere.features
        return near
    near.features["agreement"] = everywhere.features["agreement"]
    return near if near.confidence >= NEAR_ENOUGH * everywhere.confidence else everywhere


def advice_for(evidence: Evidence) -> str:
    """What editors advise where the question is a known gap, or nearly."""
    if evidence.gap is None or evidence.features["gap"] < NEAR_GAP[evidence.mode]:
        return ""
    # An editor may have removed it this very moment.
    return KnownGap.objects.filter(pk=evidence.gap).values_list("advice", flat=True).first() or ""


def whole_article(hit: Hit) -> str:
    """The article that a passage is of: a long one is indexed in parts, and any may hold its exceptions."""
    passage = hit.passage
    head, _mark, _part = passage.document_id.rpartition(":")
    parts = Passage.objects.live().filter(page_id=passage.page_id or 0, document_id__startswith=f"{head}:")
    texts = dict(parts.values_list("document_id", "text"))
    in_order = sorted(texts, key=lambda key: int(key.rpartition(":")[2]))
    return "\n".join(texts[key] for key in in_order) or passage.text


def _kept(reading: Reading, evidence: Evidence, sure: float) -> dict[str, Any]:
    return {
        "read_as": reading.text if reading.text != reading.asked.text else "",
        "corrected": reading.corrected,
        "mode": evidence.mode,
        "confidence": round(sure, 4),
        "gap": evidence.gap,
        "features": {name: round(value, 4) for name, value in evidence.features.items()},
    }


def _citation(hit: Hit, found: Quote) -> dict[str, Any]:
    passage = hit.passage
    return {
        "page": passage.page_id,
        "revision": passage.revision_id,
        "anchor": passage.anchor,
        "title": passage.title,
        "article": passage.number,
        "source_name": passage.source_name,
        "document_number": passage.document_number,
        "published_on": passage.published_on.isoformat() if passage.published_on else "",
        "text": found.text,
        "conditions": list(found.conditions),
    }


def _suggestion(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "page": passage.page_id,
        "anchor": passage.anchor,
        "title": f"《{passage.title}》{passage.number}",
    }
