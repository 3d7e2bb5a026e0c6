"""Who may do what in an interview. The duties stand on its page; supervisors of the site may host all."""

from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from interaction.interviews.models import Interview, InterviewGuest, InterviewMember
from interaction.rooms.models import Audience
from portal.base.errors import NotAllowed
from portal.base.scoping import sites_for

HOST_INTERVIEW = "interviews.host_interview"
SUPERVISE = "cases.supervise_case"


class Duty(StrEnum):
    """What a person does in an interview."""

    HOST = InterviewMember.Role.HOST
    MODERATOR = InterviewMember.Role.MODERATOR
    RECORDER = InterviewMember.Role.RECORDER
    GUEST = "guest"


# What each may do beside the duty's own work: a host can stand in for everybody but the guest.
_IMPLIED = {Duty.HOST: {Duty.MODERATOR, Duty.RECORDER}}
ON_STAGE = frozenset({Duty.HOST, Duty.RECORDER, Duty.GUEST})


def duties_of(user: Any, interview: Interview) -> frozenset[Duty]:
    """What a person may do in an interview; nothing for strangers and for staff of another site."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not sites_for(user).filter(pk=interview.site_id).exists():
        return frozenset()
    if user.is_superuser or (user.has_perm(HOST_INTERVIEW) and user.has_perm(SUPERVISE)):
        return frozenset({Duty.HOST, Duty.MODERATOR, Duty.RECORDER})
    own = {Duty(role) for role in interview.page.members.filter(user=user).values_list("role", flat=True)}
    if interview.page.guests.filter(user=user).exists():
        own.add(Duty.GUEST)
    return frozenset(own.union(*(_IMPLIED.get(duty, set()) for duty in own)))


def on_duty(user: Any, interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """Those of several interviews in which a person has a duty, in one query: `duties_of` for lists."""
    own = interviews.filter(site__in=sites_for(user))
    if user.is_superuser or (user.has_perm(HOST_INTERVIEW) and user.has_perm(SUPERVISE)):
        return own
    members = InterviewMember.objects.filter(user=user).values("page")
    guests = InterviewGuest.objects.filter(user=user).values("page")
    return own.filter(Q(page__in=members) | Q(page__in=guests))


def require_duty(user: Any, interview: Interview, *wanted: Duty) -> frozenset[Duty]:
    """Give a person's duties, of which one must be among the wanted.

    Raises:
        NotAllowed: it is none of theirs.
    """
    own = duties_of(user, interview)
    if not own & set(wanted):
        raise NotAllowed(_("In this interview that is the work of somebody else."))
    return own


def audience_of(user: Any, interview: Interview) -> str:
    """How much of the interview's log a person sees."""
    own = duties_of(user, interview)
    if own & ON_STAGE:
        return Audience.HOST
    return Audience.STAFF if own else Audience.PUBLIC
