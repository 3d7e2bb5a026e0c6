"""How fast the result of a large survey is shown and given away, and how much memory its files need.

`python -m tests.benchmarks.bench_survey` stores 100,000 responses to 30 questions (three of every kind) in
a database of its own; `--database` uses the one that DATABASE_URL names.
"""

import argparse
import os
import random
import resource
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import numpy as np

KINDS_TIMES = 3
CROSSED = "results/cross/?rows=q-single-0&columns=q-rating-0"
FILES = ("csv", "json", "xlsx")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--database", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        if not options.database:
            os.environ["DATABASE_URL"] = f"sqlite:///{Path(directory) / 'bench.sqlite3'}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
        django.setup()
        measure(options.size, migrate=not options.database)


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def measure(size: int, *, migrate: bool) -> None:
    """Show the result cold and frozen, compare two questions, and write the files."""
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection

    from interaction.surveys.actions.freezing import freeze_results
    from portal.accounts.models import User

    if migrate:
        call_command("migrate", verbosity=0)
    survey = make_survey()
    fill(survey, size)
    root = User.objects.create_superuser("bench", password="x")
    say(f"{connection.vendor}, {size:,} responses, {KINDS_TIMES * 10} questions; load {os.getloadavg()}")
    client = client_of(root)
    client.get(f"/surveys/{survey.pk}/results/")
    say(f"result page, counted (limit 1 s): {seconds(lambda: page(client, survey, 'results/'))}")
    say(f"cross table: {seconds(lambda: page(client, survey, CROSSED))}")
    say(f"freezing: {seconds(lambda: freeze_results(survey), times=1)}")
    say(f"result page, frozen (limit 0.1 s): {seconds(lambda: page(client, survey, 'results/'), times=15)}")
    cache.clear()
    say(f"report as PDF: {seconds(lambda: page(client, survey, 'report.pdf'), times=1)}")
    for file_format in FILES:
        write_files(survey, root, file_format, size)


def write_files(survey: Any, root: Any, file_format: str, size: int) -> None:
    """Write the raw rows, a fifth and all of them; memory must not grow with their number."""
    start = time.perf_counter()
    written = drain(survey, root, file_format, size)
    took = time.perf_counter() - start
    peaks = [traced(lambda rows=rows: drain(survey, root, file_format, rows)) for rows in (size // 5, size)]
    whole = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(
        f"{file_format}: {written / 2**20:.0f} MiB in {took:.1f} s; most memory of Python for "
        f"{size // 5:,} rows {peaks[0]:.1f} MiB, for {size:,} rows {peaks[1]:.1f} MiB; "
        f"the process never held more than {whole:.0f} MiB"
    )


def drain(survey: Any, root: Any, file_format: str, most: int) -> int:
    """Write at most so many raw rows to nowhere; returns the bytes."""
    from itertools import islice

    from interaction.surveys.export_formats import FORMATS
    from interaction.surveys.export_rows import response_rows

    rows = islice(response_rows(survey.versions.get(), root), most + 1)
    return sum(len(piece) for piece in FORMATS[file_format][0](rows))


def traced(act: Callable[[], Any]) -> float:
    """The most memory that Python held during an act, in MiB."""
    tracemalloc.start()
    act()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def seconds(act: Callable[[], Any], times: int = 5) -> str:
    """The median time of an act, and the longest."""
    took = []
    for _each in range(times):
        start = time.perf_counter()
        act()
        took.append(time.perf_counter() - start)
    return f"{statistics.median(took):.3f} s (longest {max(took):.3f} s)"


def client_of(user: Any) -> Any:
    """A browser of somebody who is logged in."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(user)
    return client


def page(client: Any, survey: Any, address: str) -> None:
    """Ask for a page below a survey."""
    response = client.get(f"/surveys/{survey.pk}/{address}")
    assert response.status_code == 200, response.status_code


def make_survey() -> Any:
    """A closed survey with three questions of every kind."""
    from django.utils import timezone
    from wagtail.models import Site

    from interaction.surveys.models import Survey, SurveyIndexPage, SurveyPage, SurveyVersion

    site, now = Site.objects.get(is_default_site=True), timezone.now()
    column = site.root_page.add_child(instance=SurveyIndexPage(title="网上调查", slug="bench-surveys"))
    times = {"opens_at": now - timedelta(days=20), "closes_at": now - timedelta(days=1)}
    draft = SurveyPage(title="大型调查", **times)
    # What is asked stands in the version alone.
    draft.is_unfinished = True
    survey_page = column.add_child(instance=draft)
    survey = Survey.objects.create(site=site, page=survey_page, **times)
    asked = questionnaire()
    SurveyVersion(survey=survey, number=1, definition=asked.as_json(), digest=asked.digest).save()
    return survey


def questionnaire() -> Any:
    """Three questions of every kind."""
    from interaction.surveys.questionnaire import Kind, Option, Question, Questionnaire, Section, Text

    sections = []
    for at in range(KINDS_TIMES):
        options = tuple(Option(f"o{place}", Text(f"选项{place}")) for place in range(6))
        rows = tuple(Option(f"r{place}", Text(f"方面{place}")) for place in range(4))
        questions = tuple(
            Question(
                f"q-{kind}-{at}", f"{kind}_{at}", kind, Text(f"问题{kind}{at}"), options=options, rows=rows
            )
            for kind in Kind
        )
        sections.append(Section(f"s{at}", f"s{at}", Text(f"第{at}部分"), questions=questions))
    return Questionnaire(tuple(sections))


def fill(survey: Any, size: int) -> None:
    """Store responses as chance makes them, each with one text."""
    from django.utils import timezone

    from interaction.surveys.models import SurveyResponse, TextAnswer
    from interaction.surveys.reading import questionnaire_of

    version = survey.versions.get()
    chance, day = random.Random(5), timezone.localdate()
    made = drawn(questionnaire_of(version), size)
    step = made.itemsize
    packed = made.tobytes()
    for start in range(0, size, 5000):
        places = range(start, min(start + 5000, size))
        responses = SurveyResponse.objects.bulk_create(
            SurveyResponse(version=version, packed=packed[at * step : (at + 1) * step], day=day)
            for at in places
        )
        TextAnswer.objects.bulk_create(
            TextAnswer(
                response=each,
                question="q-long_text-0",
                text=(text := "班次太少，" * chance.randint(1, 9)),
                public_text=text,
            )
            for each in responses
        )


def drawn(asked: Any, size: int) -> Any:
    """The records of so many responses."""
    from interaction.surveys.packing import SHOWN, layout
    from interaction.surveys.questionnaire import ONE_CHOICE, TEXTS, Kind

    chance = np.random.default_rng(5)
    rows = np.zeros(size, layout(asked))
    rows[SHOWN] = 255
    for question in asked.questions:
        kind, many = question.kind, len(question.options)
        if kind in ONE_CHOICE:
            rows[question.key] = chance.integers(0, many + 1, size)
        elif kind == Kind.MULTIPLE:
            rows[question.key] = chance.integers(0, 1 << many, size)
        elif kind in TEXTS:
            rows[question.key] = 1 if question.key == "q-long_text-0" else 0
        elif kind == Kind.NUMBER:
            rows[question.key] = np.where(chance.random(size) < 0.1, np.nan, chance.integers(10, 90, size))
        elif kind == Kind.DATE:
            rows[question.key] = 739_000 + chance.integers(0, 500, size)
        elif kind == Kind.RATING:
            rows[question.key] = chance.integers(0, question.highest + 1, size)
        elif kind == Kind.RANKING:
            rows[question.key] = chance.permuted(np.tile(np.arange(1, many + 1), (size, 1)), axis=1)
        else:
            rows[question.key] = chance.integers(0, many + 1, (size, len(question.rows)))
    return rows


if __name__ == "__main__":
    main()
