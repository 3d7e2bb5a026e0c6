"""Who of the staff may do what with a case."""

from typing import Any

from interaction.cases.models import Case

HANDLE = "cases.handle_case"
SUPERVISE = "cases.supervise_case"


def can_use_desk(user: Any) -> bool:
    """Tell whether the desk is a place for this person."""
    return bool(user.has_perm(HANDLE) or user.has_perm(SUPERVISE))


def can_supervise(user: Any) -> bool:
    """Tell whether the person answers for the cases of all departments of their site."""
    return bool(user.has_perm(SUPERVISE))


def can_handle(user: Any, case: Case) -> bool:
    """Tell whether the person may work on this case: own department, unassigned, or supervisor."""
    return bool(Case.objects.visible_to(user).filter(pk=case.pk).exists())
