"""The demo city's letters: some answered in time, some still open."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from interaction.cases.actions import open_case, reply_to_case
from interaction.cases.models import Case
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS
from portal.base.demo import Demo
from portal.base.models import Department
from portal.content.models import Topic

_LETTERS = Path(__file__).parent / "demo_letters.json"


def load(demo: Demo) -> None:
    """Send the letters that are missing, and answer those that were answered."""
    letters = json.loads(_LETTERS.read_text(encoding="utf-8"))
    sent = sum(_send(demo, letter) for letter in letters)
    demo.say(f"{len(letters)} letters, {sent} of them new")


def _send(demo: Demo, letter: dict[str, Any]) -> bool:
    if Case.objects.for_site(demo.site).filter(title=letter["title"]).exists():
        return False
    receipt = open_case(
        site=demo.site,
        channel=Case.Channel.LETTER,
        kind=letter["kind"],
        title=letter["title"],
        body=letter["body"],
        topic=Topic.objects.filter(name=letter["topic"]).first(),
        department=Department.objects.for_site(demo.site).filter(name=letter["department"]).first(),
        received_at=_days_ago(letter["received_days_ago"]),
    )
    if letter["reply"]:
        replied_at = _days_ago(letter["replied_days_ago"])
        reply_to_case(receipt.case, _author(receipt.case), letter["reply"], replied_at=replied_at)
    return True


def _author(case: Case) -> User:
    """An officer of the department; where the demo has none, the administrator."""
    officers = User.objects.filter(department=case.department, groups__name=OFFICERS)
    return officers.first() or User.objects.get(username="admin")


def _days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
