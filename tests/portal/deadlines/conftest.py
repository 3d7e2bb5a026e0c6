"""What the tests of the deadlines share."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from wagtail.models import Site

from portal.accounts.models import User
from portal.base.models import Department
from portal.deadlines.actions import open_obligation
from portal.deadlines.models import Obligation
from portal.deadlines.signals import obligation_breached, obligation_warned

KIND = "case.reply"
# 7 working days from here end with 27 February, 15 with 10 March.
RECEIVED = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)
DUE = datetime(2026, 2, 27, 16, 0, tzinfo=UTC)
IN_TIME = DUE - timedelta(days=1)
DUE_EXTENDED = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def subject(site: Site) -> Department:
    return Department.objects.create(site=site, name="民政局", slug="minzheng")


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user("officer", password="x")


@pytest.fixture
def supervisor(db: None) -> User:
    return User.objects.create_user("supervisor", password="x")


@pytest.fixture
def obligation(subject: Department, site: Site) -> Obligation:
    return open_obligation(subject, KIND, RECEIVED, site)


@pytest.fixture
def told() -> Iterator[list[tuple[int, Any]]]:
    """Every warning (its distance) and breach that was announced."""
    facts: list[tuple[int, Any]] = []

    def warned(obligation_id: int, distance: int, **sent: Any) -> None:
        facts.append((obligation_id, distance))

    def breached(obligation_id: int, **sent: Any) -> None:
        facts.append((obligation_id, "breached"))

    obligation_warned.connect(warned)
    obligation_breached.connect(breached)
    yield facts
    obligation_warned.disconnect(warned)
    obligation_breached.disconnect(breached)
