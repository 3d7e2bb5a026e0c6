"""Which published letters there are, and which answer what somebody wants to ask."""

from wagtail.models import Site
from wagtail.search.backends import get_search_backend

from interaction.cases.models import Publication
from interaction.cases.models.publication import PublicationQuerySet
from interaction.cases.published.matching import covered, pairs_of

# Of so many candidates the words are compared.
CANDIDATES = 40
# A letter that speaks about less of a question does not answer it; what its title says counts double.
LEAST_COVERED = 0.5


def published(site: Site) -> PublicationQuerySet:
    """The letters that everyone may read now, newest first, with what a list shows of their cases."""
    letters: PublicationQuerySet = Publication.objects.for_site(site).live()
    return letters.select_related("case__department", "case__topic")


def similar(site: Site, text: str, limit: int = 3) -> list[Publication]:
    """Published letters that speak about the matter of a text, the most alike first; often none."""
    pairs = pairs_of(text)
    if not pairs:
        return []
    candidates = get_search_backend().search(
        " ".join(pairs), Publication.objects.for_site(site).live(), operator="or"
    )[:CANDIDATES]
    scored = [(_likeness(pairs, letter), letter) for letter in candidates]
    alike = [pair for pair in scored if pair[0] >= LEAST_COVERED]
    return [letter for _score, letter in sorted(alike, key=lambda pair: -pair[0])[:limit]]


def _likeness(pairs: list[str], letter: Publication) -> float:
    in_title = covered(pairs, letter.title)
    return in_title + covered(pairs, f"{letter.title}\n{letter.body}\n{letter.reply}")
