"""How long the desk's queue, a case at the desk and a tracked case take with 50,000 cases.

`python -m tests.benchmarks.bench_desk` fills a database of its own (SQLite, or an empty one that DATABASE_URL
names), asks each page many times through the whole stack, and prints p50 and p95 in milliseconds,
the processor's share of p95 (what is left of it on a machine with nothing else to do), and the queries.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

LIMIT_MS = 150
# A word is looked for in the titles of all cases, one after the other.
SEARCH_LIMIT_MS = 250
BATCH = 2_000
# The share of cases in each state: three years of letters, and ten times what is usually open at once.
STATES = {
    "closed": 0.60,
    "replied": 0.30,
    "handling": 0.04,
    "assigned": 0.04,
    "received": 0.01,
    "waiting": 0.01,
}
PAGES = {
    "queue": "/admin/desk/",
    "queue, page 5": "/admin/desk/?p=5",
    "queue, overdue": "/admin/desk/?view=overdue",
    "queue, bad ratings": "/admin/desk/?view=bad",
    "queue, all states": "/admin/desk/?scope=any",
    "queue, words in all states": "/admin/desk/?scope=any&q=第{at}号",
    "case": "/admin/desk/{case}/",
}
OPEN = {"handling", "assigned", "received", "waiting"}


def main() -> None:
    """Fill, measure, print a table; fail when a page is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(directory) / 'bench.sqlite3'}")
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        people = _fill(options.cases)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        slow = _measure(people, options.rounds)
        connection.close()
    sys.exit(1 if slow else 0)


def _fill(count: int) -> dict[str, Any]:
    from django.contrib.auth.models import Group
    from wagtail.models import Site

    from interaction.cases.codes import hash_code
    from portal.accounts.models import User
    from portal.accounts.roles import OFFICERS, SUPERVISORS
    from portal.base.models import Department

    site = Site.objects.get(is_default_site=True)
    departments = [
        Department.objects.create(site=site, name=f"第{number}局", slug=f"d{number}") for number in range(20)
    ]
    officers = [
        User.objects.create_user(f"officer{number}", department=department)
        for number, department in enumerate(departments * 3)
    ]
    Group.objects.get(name=OFFICERS).user_set.add(*officers)
    supervisor = User.objects.create_user("supervisor", department=departments[0])
    Group.objects.get(name=SUPERVISORS).user_set.add(supervisor)
    code = "ABCD-EFGH-JKMN-PQRS"
    start = time.perf_counter()
    for first in range(0, count, BATCH):
        _store(site, officers, hash_code(code), range(first, min(first + BATCH, count)), count)
    _say(f"{count} cases in {time.perf_counter() - start:.0f} s")
    return {"officer": officers[1], "supervisor": supervisor, "code": code}


def _store(site: Any, officers: list[Any], code_hash: str, numbers: range, count: int) -> None:
    from interaction.cases.models import Case, CaseEvent, Rating, Reply

    cases = Case.objects.bulk_create(_case(site, officers, code_hash, at, count) for at in numbers)
    events = [
        CaseEvent(case=case, kind=kind) for case in cases for kind in ("received", "assigned", "claimed")
    ]
    CaseEvent.objects.bulk_create(events)
    answered = [case for case in cases if case.state in ("closed", "replied")]
    replies = Reply.objects.bulk_create(
        Reply(
            case=case,
            author=case.handler,
            department=case.department,
            body="您反映的路灯已经修复，感谢您的监督。" * 5,
            sent_at=case.replied_at,
        )
        for case in answered
    )
    Rating.objects.bulk_create(
        Rating(reply=reply, level=random.choice((5, 5, 4, 4, 3, 2, 1)), reason="没有解决")
        for reply in replies[::3]
    )
    _owe(site, cases)


def _case(site: Any, officers: list[Any], code_hash: str, at: int, count: int) -> Any:
    from django.utils import timezone

    from interaction.cases.models import Case

    state = random.choices(list(STATES), list(STATES.values()))[0]
    age = timedelta(days=random.uniform(0, 12 if state in OPEN else 1_000))
    officer = officers[at % len(officers)]
    received_at = timezone.now() - age
    is_answered = state not in OPEN
    return Case(
        site=site,
        number=f"ZT-{at:06d}",
        query_code_hash=code_hash,
        channel="letter",
        kind=random.choice(("consultation", "complaint", "suggestion")),
        title=f"第{at}号路口的路灯不亮了，请尽快派人维修",
        body="我家门口的路灯三天不亮了，什么时候修？" * 12,
        state=state,
        department=None if state == "received" else officer.department,
        handler=None if state in ("received", "assigned") else officer,
        received_at=received_at,
        replied_at=received_at + timedelta(days=2) if is_answered else None,
        ended_at=received_at + timedelta(days=32) if state == "closed" else None,
    )


def _owe(site: Any, cases: list[Any]) -> None:
    from django.contrib.contenttypes.models import ContentType

    from interaction.cases.models import REPLY, Case
    from portal.deadlines.models import DeadlineRule, Obligation

    rule, case_type = DeadlineRule.objects.for_kind(site, REPLY), ContentType.objects.get_for_model(Case)
    Obligation.objects.bulk_create(
        Obligation(
            site=site,
            content_type=case_type,
            object_id=case.pk,
            kind=REPLY,
            rule=rule,
            amount=rule.amount,
            received_at=case.received_at,
            due_at=case.received_at + timedelta(days=9),
            satisfied_at=case.replied_at,
            state="open" if case.state in OPEN else "satisfied",
            calendar_version="bench",
        )
        for case in cases
    )


def _measure(people: dict[str, Any], rounds: int) -> bool:
    from django.test import Client

    from interaction.cases.models import Case

    _say(f"{'page':<44}{'p50 ms':>8}{'p95 ms':>8}{'cpu p95':>9}{'queries':>9}")
    slow = False
    for name in ("officer", "supervisor"):
        client = Client()
        client.force_login(people[name])
        seen = list(Case.objects.visible_to(people[name]).values_list("pk", flat=True)[::37][:rounds])
        for page, address in PAGES.items():
            addresses = [address.format(at=at, case=seen[at % len(seen)]) for at in range(rounds)]
            slow |= _row(f"{name}: {page}", lambda at, each=addresses, by=client: by.get(each[at]), rounds)
    numbers = list(Case.objects.values_list("number", flat=True)[::97][:rounds])
    return slow | _row("citizen: tracked case", _tracker(numbers, people["code"]), rounds)


def _tracker(numbers: list[str], code: str) -> Callable[[int], Any]:
    from django.core.cache import cache
    from django.test import Client

    visitors: dict[int, Client] = {}

    def ask(at: int) -> Any:
        if at not in visitors:
            cache.clear()
            visitors[at] = Client()
            visitors[at].post("/track/", {"number": numbers[at % len(numbers)], "query_code": code})
        return visitors[at].get("/track/")

    for at in range(len(numbers)):
        ask(at)
    return ask


def _row(name: str, ask: Callable[[int], Any], rounds: int) -> bool:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for at in range(3):
        assert ask(at).status_code == 200, name
    times, shares = [], []
    for at in range(rounds):
        start, cpu = time.perf_counter(), time.process_time()
        ask(at)
        times.append((time.perf_counter() - start) * 1_000)
        shares.append((time.process_time() - cpu) * 1_000)
    with CaptureQueriesContext(connection) as captured:
        ask(0)
    p95, share = (statistics.quantiles(each, n=20)[-1] for each in (times, shares))
    _say(f"{name:<44}{statistics.median(times):>8.0f}{p95:>8.0f}{share:>9.0f}{len(captured):>9}")
    return p95 > (SEARCH_LIMIT_MS if "words" in name else LIMIT_MS)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
