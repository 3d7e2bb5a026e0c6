"""Who may do what in an interview."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import Site

from interaction.interviews.models import Interview
from interaction.interviews.permissions import Duty, audience_of, duties_of, on_duty, require_duty
from interaction.rooms.models import Audience
from portal.accounts.models import User
from portal.accounts.roles import SUPERVISORS
from portal.base.errors import NotAllowed
from portal.base.models import Department
from tests.interaction.interviews.conftest import Crew


def test_each_member_has_the_duty_of_the_page(make_interview: Callable[..., Interview], crew: Crew) -> None:
    interview = make_interview()
    assert duties_of(crew.host, interview) == {Duty.HOST, Duty.MODERATOR, Duty.RECORDER}
    assert duties_of(crew.moderator, interview) == {Duty.MODERATOR}
    assert duties_of(crew.recorder, interview) == {Duty.RECORDER}
    assert duties_of(crew.guest, interview) == {Duty.GUEST}


def test_each_sees_what_the_duty_needs(make_interview: Callable[..., Interview], crew: Crew) -> None:
    interview = make_interview()
    audiences = {name: audience_of(getattr(crew, name), interview) for name in ("host", "moderator", "guest")}
    assert audiences == {"host": Audience.HOST, "moderator": Audience.STAFF, "guest": Audience.HOST}
    assert audience_of(AnonymousUser(), interview) == Audience.PUBLIC


def test_lists_know_the_same_duties(
    make_interview: Callable[..., Interview], make_host: Callable[[str], User], county: Site, crew: Crew
) -> None:
    own, other, elsewhere = (make_interview(title=name) for name in ("own", "other", "elsewhere"))
    other.page.members.all().delete()
    other.page.guests.all().delete()
    Interview.objects.filter(pk=elsewhere.pk).update(site=county)
    supervisor = make_host("supervisor")
    supervisor.groups.add(Group.objects.get(name=SUPERVISORS))
    admin = User.objects.create_superuser("admin")
    for user in (crew.host, crew.moderator, crew.guest, make_host("colleague"), supervisor, admin):
        everything = Interview.objects.all()
        known = {interview.pk for interview in everything if duties_of(user, interview)}
        assert set(on_duty(user, everything).values_list("pk", flat=True)) == known
    assert set(on_duty(crew.guest, Interview.objects.all())) == {own}


def test_strangers_have_none(
    make_interview: Callable[..., Interview], make_host: Callable[[str], User], county: Site
) -> None:
    interview = make_interview()
    elsewhere = make_host("elsewhere")
    elsewhere.department = Department.objects.create(site=county, name="民政局", slug="civil")
    assert duties_of(make_host("colleague"), interview) == frozenset()
    assert duties_of(elsewhere, interview) == frozenset()
    with pytest.raises(NotAllowed):
        require_duty(elsewhere, interview, Duty.HOST)
