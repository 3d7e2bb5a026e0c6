"""The demo city's mailboxes and letters: answered, late, in review, extended, merged, taken up again."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from interaction.cases.actions import open_case
from interaction.cases.demo_steps import take_steps
from interaction.cases.desk.demo import load_canned_replies
from interaction.cases.models import Case, MailboxKeeper, MailboxPage
from portal.accounts.models import User
from portal.base.demo import Demo
from portal.base.models import Department
from portal.content.models import SectionPage, Topic

_MAILBOXES = Path(__file__).parent / "demo_mailboxes.json"
_LETTERS = Path(__file__).parent / "demo_letters.json"


def load(demo: Demo) -> None:
    """Open the mailboxes and send the letters that are missing; each goes the way that its row tells."""
    section = _section(demo)
    mailboxes = {row["key"]: _mailbox(demo, section, row) for row in _read(_MAILBOXES)}
    letters = _read(_LETTERS)
    sent = sum(_send(demo, mailboxes, letter, number) for number, letter in enumerate(letters))
    demo.say(f"{len(mailboxes)} mailboxes, {len(letters)} letters, {sent} of them new")
    load_canned_replies(demo)


def _read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _section(demo: Demo) -> SectionPage:
    """The section that the mailboxes stand in; its own address shows the hub of all letters."""
    home = demo.site.root_page
    found: SectionPage | None = SectionPage.objects.child_of(home).filter(slug="letters").first()
    if found is not None:
        return found
    section = SectionPage(
        title="互动信箱",
        title_en="Letters",
        slug="letters",
        summary="给市长和部门写信，查询办理进度，查看公开的答复。",
        summary_en="Write to the mayor and to departments, follow your letter, read published replies.",
        show_in_menus=True,
    )
    home.add_child(instance=section)
    section.save_revision().publish()
    return section


def _mailbox(demo: Demo, section: SectionPage, row: dict[str, Any]) -> MailboxPage:
    found: MailboxPage | None = MailboxPage.objects.child_of(section).filter(slug=row["slug"]).first()
    if found is not None:
        return found
    texts = {name: row[name] for name in _MAILBOX_TEXTS}
    mailbox = MailboxPage(
        **texts,
        reply_needs_review=row.get("reply_needs_review", False),
        department=Department.objects.for_site(demo.site).get(name=row["department"]),
    )
    mailbox.keepers = [
        MailboxKeeper(user=User.objects.get(username=name), is_substitute=order > 0, sort_order=order)
        for order, name in enumerate(row["keepers"])
    ]
    section.add_child(instance=mailbox)
    mailbox.save_revision().publish()
    return mailbox


_MAILBOX_TEXTS = (
    "slug",
    "title",
    "title_en",
    "purpose",
    "summary",
    "summary_en",
    "notes",
    "notes_en",
)


def _send(demo: Demo, mailboxes: dict[str, MailboxPage], letter: dict[str, Any], number: int) -> bool:
    if Case.objects.for_site(demo.site).filter(title=letter["title"]).exists():
        return False
    contact = letter.get("contact", "")
    receipt = open_case(
        site=demo.site,
        channel=Case.Channel.LETTER,
        kind=letter["kind"],
        title=letter["title"],
        body=letter["body"],
        mailbox=mailboxes.get(letter.get("mailbox", "")),
        topic=Topic.objects.filter(name=letter.get("topic", "")).first(),
        department=_department(demo, letter.get("department", "")),
        contact_name=letter.get("contact_name", ""),
        contact=contact,
        consent_to_contact=bool(contact),
        notice_email=letter.get("notice_email", ""),
        consent_to_publish=letter.get("consent_to_publish", False),
        language="zh-hans",
        page_url=letter.get("page_url", ""),
        received_at=_moment(letter["received_days_ago"], number),
    )
    moment = _moment(letter["replied_days_ago"], number) if "replied_days_ago" in letter else None
    take_steps(receipt.case, letter, replied_at=moment)
    return True


def _department(demo: Demo, name: str) -> Department | None:
    found: Department | None = Department.objects.for_site(demo.site).filter(name=name).first()
    return found


def _moment(days: int, number: int) -> datetime:
    """So many days ago; no two letters come in the same minute."""
    return timezone.now() - timedelta(days=days, minutes=11 * number if days else number)
