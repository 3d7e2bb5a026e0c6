"""Reading a case with its number and query code, without an account."""

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from wagtail.models import Site

from interaction.cases.codes import hash_code, is_code
from interaction.cases.models import Case
from portal.base.errors import Invalid
from portal.base.throttling import Limit, count_try, forget_tries

PER_NUMBER = Limit("track-number", tries=5, seconds=600)
PER_ADDRESS = Limit("track-address", tries=60, seconds=600)
_NOBODYS_CODE = "no case has this code"


@sensitive_variables("number", "code")
def find_case(number: str, code: str, *, site: Site, address: str) -> Case:
    """Find the case that a number and a query code belong to.

    A wrong number and a wrong code take the same steps and get the same answer.

    Raises:
        Invalid: no case has this number and this code.
        TooMany: too many tries for this number or from this address.
    """
    number = "".join(number.split()).upper()
    count_try(PER_ADDRESS, address)
    count_try(PER_NUMBER, f"{site.pk} {number}")
    case = Case.objects.for_site(site).filter(number=number).first()
    stored = case.query_code_hash if case is not None else hash_code(_NOBODYS_CODE)
    fits = is_code(code, stored)
    if case is None or not fits:
        raise Invalid(_("No case fits this number and query code. Please check both."), code="no_such_case")
    forget_tries(PER_NUMBER, f"{site.pk} {number}")
    return case
