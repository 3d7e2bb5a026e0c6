"""How fast the published letters and the statistics are with 50,000 cases, in a database of its own.

`python -m tests.benchmarks.bench_statistics` prints milliseconds a page and its number of queries;
DATABASE_URL names another database to fill, which should be empty.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import django

CASES = 50_000
ROUNDS = 20
PAGES = {
    "statistics, this month": "/letters/statistics/",
    "statistics, a year ago": "/letters/statistics/?month={year_ago}",
    "open data, one month": "/letters/open-data/letters.csv?from={year_ago}&to={year_ago}",
    "open data, 12 months": "/letters/open-data/letters.json",
    "published, newest": "/letters/published/",
    "published, last page": "/letters/published/?page=9999",
    "published, searched": "/letters/published/?q=路灯 修",
    "published, filtered": "/letters/published/?department=bench-3&month={year_ago}",
    "home, our word": "/",
}


def main() -> None:
    """Fill, measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(directory) / 'bench.sqlite3'}")
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        django.setup()
        fill(options.cases)
        measure(options.rounds)


def fill(cases: int) -> None:
    """Make the tables and the cases."""
    from django.core.management import call_command
    from wagtail.models import Site

    from tests.benchmarks.many_cases import Filler

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    Filler(Site.objects.get(is_default_site=True)).fill(cases)
    sys.stdout.write(f"{cases:,} cases made in {time.perf_counter() - start:.0f} s\n")


def measure(rounds: int) -> None:
    """Ask for each page and print how long it took."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from search.evaluation import percentile

    today = timezone.localdate()
    year_ago = f"{today.year - 1}-{today.month:02d}"
    client = Client()
    sys.stdout.write(f"{'page':<24} {'p50 ms':>8} {'p95 ms':>8} {'queries':>8}\n")
    for name, pattern in PAGES.items():
        address = pattern.format(year_ago=year_ago)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked, times = len(queries), []
        for _round in range(rounds):
            start = time.perf_counter()
            answer = client.get(address)
            times.append((time.perf_counter() - start) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
        slow = percentile(times, 95)
        sys.stdout.write(f"{name:<24} {percentile(times, 50):>8.0f} {slow:>8.0f} {asked:>8}\n")


if __name__ == "__main__":
    main()
