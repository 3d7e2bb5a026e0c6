"""The demo city's interviews: two with their transcripts, one to be live today, one collecting questions."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from interaction.interviews.demo_clock import clock_at
from interaction.interviews.demo_pictures import portrait
from interaction.interviews.demo_steps import ask_questions, hold, prepare
from interaction.interviews.models import (
    Interview,
    InterviewGuest,
    InterviewIndexPage,
    InterviewMember,
    InterviewPage,
)
from interaction.moderation.codes import default_codes
from portal.accounts.models import User
from portal.base.demo import Demo
from portal.base.models import Department

_FILES = ("care", "away", "flexible", "riders")
_TEXTS = (
    "slug",
    "title",
    "title_en",
    "summary",
    "summary_en",
    "keywords",
    "place",
    "outline",
    "outline_en",
)
_SATURDAY = 5
_NOTICE_AT = time(9, 0)


def load(demo: Demo) -> None:
    """Open the column and hold the interviews that are missing, each as its file tells."""
    column = _column(demo)
    default_codes(demo.site)
    new = sum(_load(demo, column, _read(name)) for name in _FILES)
    demo.say(f"{len(_FILES)} interviews, {new} of them new")


def _read(name: str) -> dict[str, Any]:
    path = Path(__file__).with_name(f"demo_interview_{name}.json")
    row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return row


def _column(demo: Demo) -> InterviewIndexPage:
    home = demo.site.root_page
    found: InterviewIndexPage | None = InterviewIndexPage.objects.child_of(home).first()
    if found is not None:
        return found
    column = InterviewIndexPage(
        title="在线访谈",
        title_en="Live interviews",
        slug="talks",
        summary="部门负责人在线回答大家的问题：提前提问、投票，当天看直播，事后查实录。",
        summary_en="Heads of departments answer: ask and vote beforehand, follow live, read it later.",
        show_in_menus=True,
    )
    home.add_child(instance=column)
    column.save_revision().publish()
    return column


@transaction.atomic
def _load(demo: Demo, column: InterviewIndexPage, row: dict[str, Any]) -> bool:
    """Announce, collect, hold and write down one interview, as far as its time has come."""
    if InterviewPage.objects.child_of(column).filter(slug=row["slug"]).exists():
        return False
    now = timezone.now()
    starts_at = _starts_at(row, now)
    announced_at = _announced_at(row, starts_at, now)
    with clock_at(announced_at):
        interview = _announce(demo, column, row, starts_at)
    asked = ask_questions(interview, row, announced_at, min(starts_at, now))
    prepare(interview, row)
    if starts_at < now:
        hold(interview, row, asked)
    return True


def _starts_at(row: dict[str, Any], now: datetime) -> datetime:
    """The hour of an interview; nobody holds one on a weekend, but for the one of today."""
    if "minutes_from_now" in row:
        return (now + timedelta(minutes=row["minutes_from_now"])).replace(second=0, microsecond=0)
    day = timezone.localdate(now) + timedelta(days=row["days"])
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1 if row["days"] > 0 else -1)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(row["time"])))


def _announced_at(row: dict[str, Any], starts_at: datetime, now: datetime) -> datetime:
    if "announced_days_ago" in row:
        day = timezone.localdate(now) - timedelta(days=row["announced_days_ago"])
    else:
        day = timezone.localdate(starts_at) - timedelta(days=row["announced_days_before"])
    return timezone.make_aware(datetime.combine(day, _NOTICE_AT))


def _announce(demo: Demo, column: InterviewIndexPage, row: dict[str, Any], starts_at: datetime) -> Interview:
    page = InterviewPage(
        **{name: row[name] for name in _TEXTS},
        starts_at=starts_at,
        length_minutes=row["minutes"],
        department=Department.objects.for_site(demo.site).get(slug=row["department"]),
    )
    page.guests = [_guest(guest, order) for order, guest in enumerate(row["guests"])]
    page.members = [
        InterviewMember(user=User.objects.get(username=role), role=role, sort_order=order)
        for order, role in enumerate(InterviewMember.Role.values)
    ]
    column.add_child(instance=page)
    page.save_revision().publish()
    return Interview.objects.select_related("page", "room", "site").get(page=page)


def _guest(row: dict[str, Any], order: int) -> InterviewGuest:
    user = User.objects.get(username=row["user"]) if "user" in row else None
    return InterviewGuest(
        name=row["name"],
        title=row["title"],
        title_en=row["title_en"],
        photo=portrait(row["name"], row["initials"]),
        user=user,
        sort_order=order,
    )
