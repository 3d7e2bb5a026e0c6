"""The due date for the citizen's own calendar: number and day, nothing of the letter.

The address is signed, so that it opens one date and can be fetched by a calendar without a session.
"""

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from interaction.cases.models import REPLY, Case
from portal.deadlines.ics import ics_of

_SALT = "interaction.cases.due_dates"


def due_token(case: Case) -> str:
    """The signed part of the address of a case's due date."""
    return signing.dumps(case.pk, salt=_SALT)


def case_behind(token: str, site: Site) -> Case | None:
    """The case of the site that a token was signed for."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    found: Case | None = Case.objects.for_site(site).filter(pk=key).first()
    return found


def due_date_file(case: Case, origin: str) -> bytes:
    """The date by which the case is answered now, as a calendar file; `origin` is the site's address."""
    owed = case.obligations.filter(kind=REPLY).latest("pk")
    return ics_of(
        uid=f"{case.number}@{origin.partition('://')[2]}",
        due_at=owed.due_at,
        stamp=timezone.now(),
        summary=_("Answer to letter %(number)s is due") % {"number": case.number},
        url=f"{origin}{reverse('cases:track')}",
        is_provisional=owed.is_provisional,
        is_settled=not owed.is_open,
    )
