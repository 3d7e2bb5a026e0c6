"""Who of the staff may handle a survey: its department's officers, and supervisors of the site."""

from typing import Any

from django.utils.translation import gettext as _

from interaction.surveys.models import Survey
from portal.base.errors import NotAllowed
from portal.base.scoping import sites_for

HANDLE = "surveys.handle_survey"
SUPERVISE = "cases.supervise_case"


def can_handle(user: Any, survey: Survey) -> bool:
    """Tell whether the person may moderate its texts and read its results."""
    if not user.is_authenticated or not sites_for(user).filter(pk=survey.site_id).exists():
        return False
    if user.is_superuser or user.has_perm(SUPERVISE):
        return True
    own = survey.page.department_id in (None, user.department_id)
    return own and bool(user.has_perm(HANDLE))


def require_handling(user: Any, survey: Survey) -> None:
    """Refuse others.

    Raises:
        NotAllowed: it is not in their hands.
    """
    if not can_handle(user, survey):
        raise NotAllowed(_("This survey belongs to another department."))


def may_test(user: Any, survey: Survey) -> bool:
    """Whether somebody may try the survey out without being counted: its handlers and its editors."""
    if not user.is_authenticated:
        return False
    return can_handle(user, survey) or bool(survey.page.permissions_for_user(user).can_edit())
