"""What other rooms' pages may show of the case system."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from interaction.cases.models import Publication
from interaction.cases.published.filters import read_filters
from interaction.cases.published.listings import similar
from interaction.cases.statistics import monthly_word
from interaction.cases.views import site_of


def our_word(request: HttpRequest) -> dict[str, Any]:
    """How the site keeps its deadlines this month; counted only where a template shows it."""
    return {"our_word": SimpleLazyObject(lambda: monthly_word(site_of(request), timezone.localdate()))}


def letters_like_query(request: HttpRequest) -> dict[str, Any]:
    """Published letters about what was searched for (`q`); looked for only where a template shows them."""

    def found() -> list[Publication]:
        return similar(site_of(request), read_filters(request.GET.dict()).query)

    return {"letters_like_query": SimpleLazyObject(found)}
