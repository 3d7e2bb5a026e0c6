"""Who of the staff may handle a solicitation: its department's officers, and supervisors of the site."""

from typing import Any

from django.utils.translation import gettext as _

from interaction.solicitations.models import Solicitation
from portal.base.errors import NotAllowed
from portal.base.scoping import sites_for

HANDLE = "solicitations.handle_solicitation"
SUPERVISE = "cases.supervise_case"


def can_handle(user: Any, solicitation: Solicitation) -> bool:
    """Tell whether the person may moderate, group and account for its opinions."""
    if not user.is_authenticated or not sites_for(user).filter(pk=solicitation.site_id).exists():
        return False
    if user.is_superuser or user.has_perm(SUPERVISE):
        return True
    own = solicitation.page.department_id in (None, user.department_id)
    return own and bool(user.has_perm(HANDLE))


def require_handling(user: Any, solicitation: Solicitation) -> None:
    """Refuse others.

    Raises:
        NotAllowed: it is not in their hands.
    """
    if not can_handle(user, solicitation):
        raise NotAllowed(_("This solicitation belongs to another department."))
