"""Which mailboxes a site has, and what each of them has done this month."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from wagtail.models import Site

from interaction.cases.models import REPLY, Case, MailboxPage
from interaction.cases.promises import promise_for
from portal.deadlines.models import Obligation


@dataclass(frozen=True)
class MailboxWord:
    """What a mailbox received since a day, and how much of it was answered, and in time."""

    received: int = 0
    answered: int = 0
    on_time: int = 0


def open_mailboxes(site: Site) -> "QuerySet[MailboxPage]":
    """The site's mailboxes that take letters: published, open, and with a named keeper (R040, R052)."""
    pages = MailboxPage.objects.live().public().filter(is_open=True, keepers__isnull=False)
    mailboxes: QuerySet[MailboxPage] = (
        pages.descendant_of(site.root_page).select_related("department").distinct().order_by("path")
    )
    return mailboxes


def letter_mailboxes(site: Site) -> "QuerySet[MailboxPage]":
    """The mailboxes that a letter can be addressed to."""
    return open_mailboxes(site).exclude(purpose=MailboxPage.Purpose.FAULT)


def fault_mailbox(site: Site) -> MailboxPage | None:
    """The mailbox for faults of the website, if the site has one."""
    return open_mailboxes(site).filter(purpose=MailboxPage.Purpose.FAULT).first()


def words_of(site: Site, since: datetime) -> dict[int, MailboxWord]:
    """What each mailbox of a site received since an instant, by its primary key (one query)."""
    kept = Q(obligations__kind=REPLY, obligations__state__in=Obligation.KEPT_STATES)
    rows: Any = (
        Case.objects.for_site(site)
        .filter(mailbox__isnull=False, received_at__gte=since)
        .values("mailbox")
        .annotate(
            received=Count("pk", distinct=True),
            answered=Count("pk", filter=kept, distinct=True),
            on_time=Count(
                "pk", filter=kept & Q(obligations__satisfied_at__lt=F("obligations__due_at")), distinct=True
            ),
        )
    )
    return {row.pop("mailbox"): MailboxWord(**row) for row in rows}


def month_begins(now: datetime) -> datetime:
    """The first instant of the month, in the portal's time."""
    return timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def mailbox_context(mailbox: MailboxPage) -> dict[str, Any]:
    """What the page of a mailbox shows beside its own texts."""
    site, now = mailbox.get_site(), timezone.now()
    kind = Case.Kind.FAULT if mailbox.purpose == MailboxPage.Purpose.FAULT else Case.Kind.CONSULTATION
    return {
        "promise": promise_for(site, now, kind),
        "word": words_of(site, month_begins(now)).get(mailbox.pk),
        "takes_letters": open_mailboxes(site).filter(pk=mailbox.pk).exists(),
    }
