"""Counting what is searched for, so that editors see what is missing. Personal data is masked first."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Site

from portal.base.personal_data import mask_personal_data
from search.models import QueryCount
from search.text import fold

_LENGTH = QueryCount._meta.get_field("text").max_length


@transaction.atomic
def count_query(query: str, site: Site, *, in_vain: bool) -> None:
    """Count one search of today; many may count the same one at once."""
    text = " ".join(fold(mask_personal_data(query)).split())[:_LENGTH]
    counted, _created = QueryCount.objects.get_or_create(site=site, text=text, day=timezone.localdate())
    QueryCount.objects.filter(pk=counted.pk).update(
        searches=F("searches") + 1, without_results=F("without_results") + int(in_vain)
    )
