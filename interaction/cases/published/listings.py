"""Which published letters there are, what is shown of them, and which answer what somebody wants to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from wagtail.models import Site
from wagtail.search.backends import get_search_backend

from interaction.cases.models import REPLY, Publication, Rating, Reply
from interaction.cases.models.publication import PublicationQuerySet
from interaction.cases.numbers import public_number
from interaction.cases.published.matching import covered, pairs_of
from portal.deadlines.models import Obligation

# Of so many candidates the words are compared.
CANDIDATES = 40
# A letter that speaks about less of a question does not answer it; what its title says counts double.
LEAST_COVERED = 0.5
# As many letters as somebody may look through who searches.
MOST_FOUND = 500


_PRIVATE = ("case__body", "case__contact_name", "case__contact", "case__notice_email")


@dataclass(frozen=True)
class Shown:
    """A published letter and what the public may know of the way it went."""

    letter: Publication
    number: str
    replied_at: datetime | None
    was_on_time: bool
    rating: Rating | None


def published(site: Site) -> PublicationQuerySet:
    """The letters that everyone may read now, newest first, with what `show` tells (three queries)."""
    letters: PublicationQuerySet = Publication.objects.for_site(site).live()
    answers = Reply.objects.answers().select_related("rating")
    kept = Obligation.objects.satisfied().filter(kind=REPLY)
    # Nothing of the writer is read, or decrypted, for a public page.
    letters = letters.select_related("case__department", "case__topic").defer(*_PRIVATE)
    return letters.prefetch_related(
        Prefetch("case__replies", answers, to_attr="answers"),
        Prefetch("case__obligations", kept, to_attr="promises_kept"),
    )


def show(letter: Publication) -> Shown:
    """What the public may know; the letter comes from `published`."""
    case: Any = letter.case
    rated = [answer.rating for answer in case.answers if hasattr(answer, "rating")]
    return Shown(
        letter=letter,
        number=public_number(case.number),
        replied_at=case.answers[-1].sent_at or case.answers[-1].created_at if case.answers else None,
        was_on_time=bool(case.promises_kept) and all(promise.was_on_time for promise in case.promises_kept),
        rating=rated[-1] if rated else None,
    )


def search(site: Site, query: str) -> list[int]:
    """The keys of the published letters that hold all words of a query, the best first."""
    letters = Publication.objects.for_site(site).live()
    return [letter.pk for letter in get_search_backend().search(query, letters)[:MOST_FOUND]]


def similar(site: Site, text: str, limit: int = 3) -> list[Publication]:
    """Published letters that speak about the matter of a text, the most alike first; often none."""
    pairs = pairs_of(text)
    if not pairs:
        return []
    letters = Publication.objects.for_site(site).live().select_related("case__department").defer(*_PRIVATE)
    candidates = get_search_backend().search(" ".join(pairs), letters, operator="or")[:CANDIDATES]
    return _most_alike(pairs, candidates)[:limit]


def _most_alike(pairs: list[str], letters: Iterable[Publication]) -> list[Publication]:
    scored = [(_likeness(pairs, letter), letter) for letter in letters]
    alike = [one for one in scored if one[0] >= LEAST_COVERED]
    return [letter for _score, letter in sorted(alike, key=lambda one: -one[0])]


def _likeness(pairs: list[str], letter: Publication) -> float:
    in_title = covered(pairs, letter.title)
    return in_title + covered(pairs, f"{letter.title}\n{letter.body}\n{letter.reply}")
