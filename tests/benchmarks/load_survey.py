"""Two hundred people send a survey at once for a minute: how many a second, and are all of them stored?

`DATABASE_URL=postgresql://… python -m tests.benchmarks.load_survey` migrates an empty database, lets
processes of many threads each send complete questionnaires of ten kinds (checked, packed, stored with
ticket and texts in one transaction), and compares with bare inserts of one row by the same threads. The
database needs that many connections and a few more (`max_connections`).
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import threading
import time
import uuid
from typing import Any

PROCESSES = 2
RAW: dict[str, Any] = {
    "q-rides": "经常",
    "q-reasons": ["上班", "买菜"],
    "q-line": "2路",
    "q-overall": "2",
    "q-details": {"r-准点": "差", "r-干净": "好"},
    "q-wishes": ["班次", "站台", "票价"],
    "q-why": "晚上等很久",
    "q-age": "66",
    "q-last_ride": "2026-11-02",
    "q-district": "临湖街道",
}


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")
    import django

    django.setup()


def make_survey() -> int:
    """An open survey whose strategy is one answer a device; the key of its version."""
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone
    from wagtail.models import Site

    from interaction.surveys.models import SurveyIndexPage, SurveyPage, SurveyVersion
    from tests.interaction.surveys.conftest import every_kind

    call_command("migrate", verbosity=0)
    root, now = Site.objects.get(is_default_site=True).root_page, timezone.now()
    column = root.add_child(instance=SurveyIndexPage(title="网上调查", slug=f"load-{uuid.uuid4().hex[:8]}"))
    page = SurveyPage(
        title="公交出行",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        questionnaire=every_kind(),
    )
    column.add_child(instance=page)
    page.save_revision().publish()
    return int(SurveyVersion.objects.get(survey__page=page).pk)


def submit(version: Any, _packed: bytes) -> None:
    from interaction.surveys.access import Person
    from interaction.surveys.actions.answering import submit_response

    submit_response(version, RAW, Person(device_key=uuid.uuid4().hex), client_id=uuid.uuid4())


def insert(version: Any, packed: bytes) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO surveys_surveyresponse (version_id, packed, day, is_test, client_id)"
            " VALUES (%s, %s, CURRENT_DATE, true, %s)",
            [version.pk, packed, str(uuid.uuid4())],
        )


WAYS = {"bare insert": insert, "submit": submit}


def crowd(way: str, version_pk: int, threads: int, seconds: float, told: Any) -> None:
    """One process of submitters; tells each one's times and what failed."""
    set_up()
    from django.db import connections

    from interaction.surveys.models import SurveyVersion
    from interaction.surveys.packing import pack
    from interaction.surveys.reading import questionnaire_of
    from interaction.surveys.validating import validate

    version = SurveyVersion.objects.select_related("survey__page").get(pk=version_pk)
    questionnaire = questionnaire_of(version)
    packed = pack(questionnaire, validate(questionnaire, RAW).answers)
    times: list[float] = []
    failed: list[str] = []
    barrier = threading.Barrier(threads)

    def one() -> None:
        try:
            WAYS[way](version, packed)
            barrier.wait(60)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                begun = time.perf_counter()
                WAYS[way](version, packed)
                times.append(time.perf_counter() - begun)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is counted
            failed.append(repr(error))
        finally:
            connections.close_all()

    running = [threading.Thread(target=one) for _number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    told.put((times, failed))


def measure(way: str, version_pk: int, submitters: int, seconds: float) -> float:
    """Let all of them loose by one way; how many a second were stored."""
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    share = submitters // PROCESSES
    processes = [
        context.Process(target=crowd, args=(way, version_pk, share, seconds, told))
        for _number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    parts = [told.get(timeout=seconds + 120) for _process in processes]
    for process in processes:
        process.join()
    times = sorted(time for part, _failed in parts for time in part)
    failed = [words for _part, several in parts for words in several]
    rate = len(times) / seconds
    p95 = times[int(len(times) * 0.95)]
    sys.stdout.write(
        f"| {way} | {len(times)} | {rate:.0f} | {statistics.median(times) * 1000:.0f} | {p95 * 1000:.0f}"
        f" | {len(failed)} {failed[:1] or ''} |\n"
    )
    sys.stdout.flush()
    return rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submitters", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    set_up()
    version_pk = make_survey()
    from django.db import connections

    connections.close_all()
    sys.stdout.write("| way | stored | a second | median ms | p95 ms | failed |\n|---|---|---|---|---|---|\n")
    rates = {way: measure(way, version_pk, options.submitters, options.seconds) for way in WAYS}
    from interaction.surveys.models import SurveyResponse, TextAnswer, Ticket

    counted = SurveyResponse.objects.counted().filter(version=version_pk).count()
    tickets = Ticket.objects.filter(survey__versions=version_pk).count()
    texts = TextAnswer.objects.filter(response__version=version_pk).count()
    sys.stdout.write(
        f"\nsubmit : bare insert = {rates['submit'] / rates['bare insert']:.2f}; "
        f"{counted} responses, {tickets} tickets, {texts} texts; load {os.getloadavg()[0]:.1f}\n"
    )
    if not counted == tickets == texts / 2:
        sys.exit("responses, tickets and texts do not agree")


if __name__ == "__main__":
    main()
