"""What other rooms' pages may show of the case system."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from interaction.cases.statistics import monthly_word
from interaction.cases.views import site_of


def our_word(request: HttpRequest) -> dict[str, Any]:
    """How the site keeps its deadlines this month; counted only where a template shows it."""
    return {"our_word": SimpleLazyObject(lambda: monthly_word(site_of(request), timezone.localdate()))}
