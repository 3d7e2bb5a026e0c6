"""Two recorders at once write down everything once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Site

from portal.base.models import Department
from portal.deadlines.actions import open_obligation, record_passed_time
from portal.deadlines.actions.passing_time import Recorded
from portal.deadlines.models import DeadlineEvent
from tests.portal.deadlines.conftest import KIND, RECEIVED
from tests.portal.deadlines.test_passing_time import local


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_recorders_at_once_record_everything_once(told: list[tuple[int, Any]]) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.skip("Two threads cannot share a database in memory.")
    site = Site.objects.get(is_default_site=True)
    expected: set[tuple[int, Any]] = set()
    for number in range(12):
        department = Department.objects.create(site=site, name=f"部门{number}", slug=f"department-{number}")
        received_at = RECEIVED if number % 2 else local("2026-02-12T10:00")
        obligation = open_obligation(department, KIND, received_at, site)
        expected.add((obligation.pk, "breached" if number % 2 else 0))
    start = Barrier(2)

    def run() -> Recorded:
        try:
            start.wait()
            # 12 February and 7 working days are 28 February.
            return record_passed_time(local("2026-02-28T09:00"))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = [future.result() for future in [pool.submit(run), pool.submit(run)]]
    assert sum(result.breached for result in results) == 6
    assert sum(result.warned for result in results) == 6
    assert DeadlineEvent.objects.exclude(kind="started").count() == 12
    assert len(told) == 12
    assert set(told) == expected
