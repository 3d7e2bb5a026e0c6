"""How fast a new holiday notice counts all open obligations again, beside a plain loop over the rows.

`python -m tests.benchmarks.bench_deadlines` makes 10,000 open obligations in a database of its own;
`--database` uses the one that DATABASE_URL names (its obligations are rolled back).
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django

TEXT = "一、元旦：1月1日至4日放假，共4天。二、春节：2月5日至11日放假，共7天。2月13日（周六）上班。"
FIRST, DAYS = datetime(2026, 11, 2, 1, 0, tzinfo=UTC), 55
KINDS = ("case.reply", "case.reply.fault", "interview.follow_up", "disclosure.reply", "solicitation.result")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--database", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        if not options.database:
            os.environ["DATABASE_URL"] = f"sqlite:///{Path(directory) / 'bench.sqlite3'}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
        django.setup()
        measure(options.size, migrate=not options.database)


def measure(size: int, *, migrate: bool) -> None:
    """Enter one notice twice: as the portal does, and row by row."""
    from django.core.management import call_command
    from django.db import connection, transaction

    if migrate:
        call_command("migrate", verbosity=0)
    with transaction.atomic():
        make(size)
        bulk, moved = timed(enter)
        take_back()
        loop, moved_by_loop = timed(enter_row_by_row)
        transaction.set_rollback(True)
    assert moved == moved_by_loop, "both ways must agree"
    sys.stdout.write(
        f"{connection.vendor}: {size:,} open obligations, {moved:,} of them move: {bulk:.2f} s; "
        f"row by row {loop:.2f} s; ratio {loop / bulk:.1f}\n"
    )
    connection.close()


def timed(act: Callable[[], int]) -> tuple[float, int]:
    """The seconds that an act takes, and how many obligations it moved."""
    start = time.perf_counter()
    moved = act()
    return time.perf_counter() - start, moved


def make(size: int) -> None:
    """Open obligations of five kinds, received in the last weeks of 2026."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Site

    from portal.deadlines.calendar import load_calendar
    from portal.deadlines.models import DeadlineRule, Obligation
    from portal.deadlines.rules import count_deadline

    site, subject = Site.objects.all()[0], ContentType.objects.get_for_model(Site)
    rules = [DeadlineRule.objects.for_kind(site, kind) for kind in KINDS]
    calendar, chance = load_calendar(), random.Random(7)
    rows = []
    for number in range(size):
        rule, received_at = chance.choice(rules), FIRST + timedelta(minutes=chance.randrange(DAYS * 1440))
        deadline = count_deadline(received_at, rule.term, calendar)
        rows.append(
            Obligation(
                site=site, rule=rule, kind=rule.kind, content_type=subject, object_id=number + 1_000_000,
                amount=rule.amount, unit=rule.unit, received_at=received_at, due_at=deadline.due_at,
                calendar_version=calendar.version, is_provisional=deadline.is_provisional,
            )
        )  # fmt: skip
    Obligation.objects.bulk_create(rows, batch_size=1000)


def enter() -> int:
    """Enter the notice by the portal's own action."""
    from portal.accounts.models import User
    from portal.deadlines.actions import enter_notice
    from portal.deadlines.calendar import load_calendar
    from portal.deadlines.notices import read_notice

    result = enter_notice(
        read_notice(TEXT, 2027),
        number="1",
        issued_on=date(2026, 11, 30),
        by=User.objects.get_or_create(username="bench", is_superuser=True)[0],
        seen_version=load_calendar().version,
    )
    return len(result.moved)


def take_back() -> None:
    """Take the notice away, and count as before."""
    from portal.deadlines.actions import recalculate_open_obligations
    from portal.deadlines.models import CalendarNotice

    CalendarNotice.objects.all().delete()
    recalculate_open_obligations()


def enter_row_by_row() -> int:
    """Enter the notice and count, save and log each obligation by itself."""
    from django.utils import timezone

    from portal.deadlines.calendar import load_calendar, notice_rows
    from portal.deadlines.models import CalendarNotice, DeadlineEvent, Obligation
    from portal.deadlines.notices import read_notice
    from portal.deadlines.rules import count_deadline

    notice = CalendarNotice.objects.create(year=2027, number="1", issued_on=date(2026, 11, 30))
    for row in notice_rows(read_notice(TEXT, 2027)):
        row.notice = notice
        row.save()
    calendar, moved = load_calendar(), 0
    for obligation in Obligation.objects.open():
        deadline = count_deadline(obligation.received_at, obligation.term, calendar)
        if deadline.due_at != obligation.due_at:
            moved += 1
            DeadlineEvent.objects.create(
                obligation=obligation, kind="recalculated", at=timezone.now(), due_at=deadline.due_at
            )
        obligation.due_at, obligation.is_provisional = deadline.due_at, deadline.is_provisional
        obligation.calendar_version = calendar.version
        obligation.save(update_fields=["due_at", "is_provisional", "calendar_version"])
    return moved


if __name__ == "__main__":
    main()
