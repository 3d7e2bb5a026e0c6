"""Whatever order the verbs come in: nothing is lost, no clock is reset, no time is given twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from portal.accounts.models import User
from portal.base.errors import Refused
from portal.base.models import Department
from portal.deadlines.actions import (
    close_with_explanation,
    drop_obligation,
    extend_obligation,
    open_obligation,
    record_passed_time,
    satisfy_obligation,
)
from portal.deadlines.models import DeadlineEvent, DeadlineProfile, DeadlineSetting, Obligation
from tests.portal.deadlines.conftest import DUE, DUE_EXTENDED, KIND, RECEIVED

pytestmark = pytest.mark.django_db
ENDS = {"satisfied": "met", "explained": "explained", "dropped": "dropped"}


class Life:
    """One subject, and what may be done to its latest obligation."""

    def __init__(self, site: Site) -> None:
        self.site = site
        number = Department.objects.count()
        self.subject = Department.objects.create(site=site, name=f"部门{number}", slug=f"department-{number}")
        self.officer = User.objects.create_user(f"officer{number}")
        self.supervisor = User.objects.create_user(f"supervisor{number}")
        self.now = RECEIVED
        self.opened: list[Obligation] = []
        self.open()

    @property
    def latest(self) -> Obligation:
        return self.opened[-1]

    def open(self) -> None:
        found = open_obligation(self.subject, KIND, self.now, self.site)
        if found not in self.opened:
            self.opened.append(found)

    def extend(self) -> None:
        extend_obligation(self.latest, reason="核查", requested_by=self.officer, approved_by=self.supervisor)

    def satisfy(self) -> None:
        satisfy_obligation(self.latest, self.officer)

    def explain(self) -> None:
        close_with_explanation(self.latest, self.officer)

    def drop(self) -> None:
        drop_obligation(self.latest, reason="duplicate", decided_by=self.officer)

    def record(self) -> None:
        record_passed_time(self.now)

    def wait(self) -> None:
        self.now += timedelta(days=9)


VERBS: list[Callable[[Life], None]] = [
    Life.open, Life.extend, Life.satisfy, Life.explain, Life.drop, Life.record, Life.wait,
]  # fmt: skip


def state_of(obligation: Obligation) -> dict[str, Any]:
    fresh = Obligation.objects.get(pk=obligation.pk)
    return {
        name: getattr(fresh, name) for name in ("received_at", "due_at", "state", "satisfied_at", "amount")
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from(VERBS), max_size=12))
def test_no_sequence_of_verbs_breaks_the_word_that_was_given(
    site: Site, verbs: list[Callable[[Life], None]]
) -> None:
    life = Life(site)
    begun: dict[int, datetime] = {life.latest.pk: RECEIVED}
    for verb in verbs:
        before = [state_of(obligation) for obligation in life.opened]
        with time_machine.travel(life.now, tick=False):
            try:
                verb(life)
            except Refused:
                assert [state_of(obligation) for obligation in life.opened] == before, "refused, yet changed"
        begun.setdefault(life.latest.pk, life.now)
        for old, obligation in zip(before, life.opened, strict=False):
            new = state_of(obligation)
            if old["state"] != "open":
                assert new == old, "what was closed has changed"
            assert new["due_at"] >= old["due_at"]
            assert new["received_at"] == begun[obligation.pk], "the clock was reset"
    assert Obligation.objects.filter(object_id=life.subject.pk, kind=KIND).count() == len(life.opened)
    for obligation in life.opened:
        check_log(Obligation.objects.get(pk=obligation.pk))


def check_log(obligation: Obligation) -> None:
    """The log of an obligation tells how it came to be what it is."""
    kinds = list(obligation.events.values_list("kind", flat=True))
    assert kinds[0] == "started"
    assert all(kinds.count(kind) <= 1 for kind in ("started", "extended", "breached"))
    assert [kind for kind in kinds if kind in ENDS.values()] == (
        [] if obligation.state == "open" else [ENDS[obligation.state]]
    )
    assert ("extended" in kinds) == (obligation.extended_at is not None) == (obligation.amount == 15)
    warned = obligation.events.filter(kind="warned").values_list("due_at", "distance")
    assert len(warned) == len(set(warned))
    end = DeadlineEvent.objects.filter(obligation=obligation, kind__in=ENDS.values()).first()
    if end is not None:
        assert ("breached" in kinds) == (end.at >= obligation.due_at)


def test_the_due_dates_of_the_sequences_are_the_known_ones(site: Site) -> None:
    life = Life(site)
    assert life.latest.due_at == DUE
    with time_machine.travel(RECEIVED, tick=False):
        life.extend()
    assert Obligation.objects.get(pk=life.latest.pk).due_at == DUE_EXTENDED


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.lists(st.integers(0, 24 * 40), min_size=1, max_size=8),
    slug=st.sampled_from(["jiangxi", "sichuan"]),
)
def test_recorder_at_any_hours_warns_once_and_breaches_once(site: Site, hours: list[int], slug: str) -> None:
    DeadlineSetting.objects.update_or_create(
        site=site, defaults={"profile": DeadlineProfile.objects.get(slug=slug)}
    )
    life = Life(site)
    for hour in sorted(hours):
        record_passed_time(RECEIVED + timedelta(hours=hour))
    last = RECEIVED + timedelta(hours=max(hours))
    events = life.latest.events
    assert events.filter(kind="breached").count() == (last >= life.latest.due_at)
    distances = list(events.filter(kind="warned").values_list("distance", flat=True))
    assert distances == sorted(set(distances), reverse=True)
