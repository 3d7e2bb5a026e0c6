"""An interview that is live, with somebody for each audience signed in."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Site

from interaction.interviews.models import Interview, InterviewIndexPage, InterviewMember, InterviewPage
from interaction.rooms.actions import open_room
from interaction.rooms.models import Audience
from portal.accounts.models import User
from portal.accounts.roles import HOSTS
from portal.base.models import Department

DUTIES = {
    Audience.STAFF: InterviewMember.Role.MODERATOR,
    Audience.HOST: InterviewMember.Role.RECORDER,
}


def set_up_interview(name: str) -> Interview:
    """Begin an interview on the default site; `name` keeps it apart from those of other tests."""
    site = Site.objects.get(is_default_site=True)
    now = timezone.now()
    column = site.root_page.add_child(instance=InterviewIndexPage(title="在线访谈", slug=name))
    department = Department.objects.create(site=site, name=name, name_en=name, slug=name)
    page = column.add_child(
        instance=InterviewPage(title="高龄津贴怎么领", starts_at=now, department=department)
    )
    interview: Interview = Interview.objects.create(
        site=site,
        page=page,
        state=Interview.State.LIVE,
        announced_at=now - timedelta(days=8),
        starts_at=now,
        started_at=now,
        ends_at=now + timedelta(hours=1),
    )
    interview.room = open_room(interview, site)
    interview.save(update_fields=["room"])
    return interview


def sign_in(interview: Interview, audience: str) -> str:
    """The cookie of somebody who sees what an audience sees; the public has none."""
    if audience == Audience.PUBLIC:
        return ""
    user = User.objects.create_user(
        f"{interview.page.department.slug}-{audience}", department=interview.page.department
    )
    user.groups.add(Group.objects.get(name=HOSTS))
    InterviewMember.objects.create(page=interview.page, user=user, role=DUTIES[Audience(audience)])
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
