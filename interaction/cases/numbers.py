"""Case numbers: `YX20261121-0007` is the prefix of the site, the day of receipt and a running number."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Site

from interaction.cases.models import NumberSeries
from portal.base.models import SiteIdentity
from portal.deadlines.rules import local_date

DEFAULT_PREFIX = "ZT"
_RUNNING_NUMBER = "****"


@transaction.atomic
def next_number(site: Site, received_at: datetime) -> str:
    """Give the next number of the site and day; two callers never get the same one."""
    prefix = SiteIdentity.for_site(site).case_prefix or DEFAULT_PREFIX
    name = f"{prefix}{local_date(received_at):%Y%m%d}"
    NumberSeries.objects.get_or_create(series=name)
    series = NumberSeries.objects.select_for_update().get(series=name)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{name}-{series.last:04d}"


def public_number(number: str) -> str:
    """A number as the public sees it, without the running number of its day.

    With the whole number anybody could use up the tries to read the letter, and whoever saw a receipt could
    recognise it in a list.
    """
    return f"{number.rpartition('-')[0]}-{_RUNNING_NUMBER}"
