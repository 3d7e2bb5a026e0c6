"""The morning mail to staff: which answers fall due soon or are overdue (R042). No letter is quoted."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from interaction.cases.models import REPLY, Case
from interaction.cases.permissions import HANDLE, SUPERVISE
from portal.accounts.models import User
from portal.deadlines.calendar import load_calendar
from portal.deadlines.models import DeadlineEvent, Obligation
from portal.deadlines.rules import last_day_in_time, local_date

logger = logging.getLogger(__name__)


def remind_staff(now: datetime) -> int:
    """Write on a working day to everybody who has something due soon or overdue; tells to how many.

    How long before the due date a case is listed is what its rule says (`warn_before`). A case goes to
    the officer who has it, else to the officers of its department; one that nobody has, and every
    overdue one, goes to the supervisors.
    """
    if not load_calendar().day(local_date(now)).is_working:
        return 0
    lists: dict[User, list[Any]] = defaultdict(list)
    staff = _Staff()
    for case in _pressing_cases():
        for person in staff.responsible_for(case, is_overdue=case.due_at <= now):
            lists[person].append(case)
    return sum(_send(person, cases, now) for person, cases in lists.items())


class _Staff:
    """Who can be written to, read once."""

    def __init__(self) -> None:
        self.officers = self._with_mail(HANDLE)
        self.supervisors = self._with_mail(SUPERVISE)

    @staticmethod
    def _with_mail(permission: str) -> list[User]:
        allowed = User.objects.with_perm(permission, is_active=True, include_superusers=False)
        return list(allowed.exclude(email="").select_related("department"))

    def responsible_for(self, case: Any, *, is_overdue: bool) -> set[User]:
        """The people who are reminded of a case."""
        if case.handler_id is not None:
            found = {each for each in self.officers if each.pk == case.handler_id}
        else:
            found = {
                each
                for each in self.officers
                if case.department_id is not None and each.department_id == case.department_id
            }
        if is_overdue or not found:
            found |= {
                each
                for each in self.supervisors
                if each.department is not None and each.department.site_id == case.site_id
            }
        return found


def _pressing_cases() -> Iterable[Any]:
    """Open cases whose people were to be warned by now, soonest due first."""
    told = DeadlineEvent.objects.filter(
        obligation=OuterRef("pk"), kind__in=(DeadlineEvent.Kind.WARNED, DeadlineEvent.Kind.BREACHED)
    )
    pressing = Obligation.objects.open().filter(
        Exists(told), kind=REPLY, content_type=ContentType.objects.get_for_model(Case)
    )
    cases = Case.objects.open().filter(pk__in=pressing.values("object_id")).soonest_due_first()
    return cases.only("number", "state", "site", "department", "handler").iterator()


def _send(person: User, cases: list[Any], now: datetime) -> bool:
    with override(_language_of(person)):
        lines = [_line(case, now) for case in cases]
        count = {"count": len(cases)}
        subject = ngettext("%(count)d letter to answer", "%(count)d letters to answer", len(cases)) % count
        desk = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('desk:index')}"
        body = "\n".join([*lines, "", _("Desk: %(address)s") % {"address": desk}])
    try:
        EmailMessage(subject, body, to=[person.email]).send()
    except (SMTPException, OSError) as error:
        logger.warning("A reminder to user %s was not sent: %s", person.pk, type(error).__name__)
        return False
    return True


def _line(case: Any, now: datetime) -> str:
    facts = {"number": case.number, "due": date_format(last_day_in_time(case.due_at))}
    if case.due_at <= now:
        return _("%(number)s: overdue since %(due)s") % facts
    return _("%(number)s: due on %(due)s") % facts


def _language_of(person: User) -> str:
    profile = getattr(person, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile else settings.LANGUAGE_CODE
