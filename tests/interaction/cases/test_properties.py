"""Whatever people do to cases in whatever order: nothing owed is lost, reset, doubled or closed silently."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
import time_machine
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from interaction.cases import actions
from interaction.cases.models import Case, CaseEvent, Proposal, Reply, Supplement
from portal.accounts.models import User
from portal.base.errors import Refused
from portal.base.models import Department
from portal.deadlines.models import Obligation

pytestmark = pytest.mark.django_db
START = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)
CASES = st.integers(0, 2)
STAFF = st.integers(0, 2)
BODIES = st.sampled_from(["路灯已修好。", "收到，我们会尽快处理。"])
KINDS = st.sampled_from(["answer", "explanation"])


@dataclass
class World:
    """What every run begins with: three officers, the last a supervisor, and what makes a letter."""

    staff: list[User]
    departments: list[Department]
    letters: list[dict[str, Any]]


class CaseMachine(RuleBasedStateMachine):
    """Three letters, one of them in a mailbox whose replies are reviewed, and all verbs in any order."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(START, tick=False)
        self.now = self.clock.start()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cases = [actions.open_case(**letter).case for letter in self.world.letters]
        self.promised = {owed.pk: owed for owed in Obligation.objects.all()}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        self.clock.stop()

    def attempt(self, verb: str, number: int, *args: Any, **kwargs: Any) -> None:
        self.attempt_with(getattr(actions, verb), self.cases[number], *args, **kwargs)

    @staticmethod
    def attempt_with(act: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Do it; a refusal is an answer too, anything else that is raised is a fault."""
        with suppress(Refused), transaction.atomic():
            act(*args, **kwargs)

    @rule(hours=st.sampled_from([1, 24, 24, 24 * 8, 24 * 31]))
    def time_passes(self, hours: int) -> None:
        self.now.shift(timedelta(hours=hours))

    @rule(number=CASES, by=STAFF, verb=st.sampled_from(["claim_case", "release_case", "close_case"]))
    def staff_takes_releases_closes(self, number: int, by: int, verb: str) -> None:
        self.attempt(verb, number, self.world.staff[by])

    @rule(number=CASES, by=STAFF, to=STAFF)
    def staff_assigns(self, number: int, by: int, to: int) -> None:
        self.attempt("assign_case", number, self.world.departments[to], self.world.staff[by])

    @rule(number=CASES, by=STAFF, to=STAFF)
    def staff_hands_over(self, number: int, by: int, to: int) -> None:
        self.attempt("hand_over_case", number, self.world.staff[to], self.world.staff[by])

    @rule(
        number=CASES,
        by=STAFF,
        verb=st.sampled_from(["note_case", "acknowledge_case", "ask_citizen", "object_to_assignment"]),
    )
    def staff_writes(self, number: int, by: int, verb: str) -> None:
        self.attempt(verb, number, self.world.staff[by], "请问是哪一盏？")

    @rule(number=CASES, by=STAFF, kind=st.sampled_from(Case.Kind.values))
    def staff_judges(self, number: int, by: int, kind: str) -> None:
        self.attempt("triage_case", number, self.world.staff[by], kind=kind, topic=None, reason="研判")

    @rule(number=CASES, by=STAFF, body=BODIES, kind=KINDS, is_attentive=st.booleans())
    def staff_replies(self, number: int, by: int, body: str, kind: str, is_attentive: bool) -> None:
        case = self.cases[number]
        reply, added = case.replies.last(), Supplement.objects.about(case).order_by("pk").last()
        seen = {"seen_reply": reply.pk if reply else 0, "seen_supplement": added.pk if added else 0}
        self.attempt(
            "reply_to_case", number, self.world.staff[by], body, kind=kind, **(seen if is_attentive else {})
        )

    @rule(number=CASES, by=STAFF)
    def staff_asks_for_more_time(self, number: int, by: int) -> None:
        self.attempt("propose_extension", number, self.world.staff[by], code="complex", reason="情况复杂")

    @rule(number=CASES, by=STAFF)
    def staff_proposes_not_to_accept(self, number: int, by: int) -> None:
        self.attempt("propose_invalid", number, self.world.staff[by], code="petition", reason="属于信访")

    @rule(by=st.sampled_from([2, 2, 0]), approve=st.sampled_from([True, True, False]))
    def staff_decides(self, by: int, approve: bool) -> None:
        proposal = Proposal.objects.filter(verdict=Proposal.Verdict.OPEN).first()
        if proposal is not None:
            self.attempt_with(
                actions.decide_proposal, proposal, self.world.staff[by], approve=approve, note="理由"
            )

    @rule(number=CASES, into=CASES, by=STAFF)
    def staff_merges(self, number: int, into: int, by: int) -> None:
        self.attempt_with(
            actions.merge_cases, [self.cases[number]], self.cases[into], self.world.staff[by], "重复"
        )

    @rule(number=CASES, verb=st.sampled_from(["supplement_case", "reopen_case"]))
    def citizen_is_not_content(self, number: int, verb: str) -> None:
        self.attempt(verb, number, "还是不亮")

    @rule(number=CASES, level=st.integers(1, 5))
    def citizen_rates(self, number: int, level: int) -> None:
        self.attempt("rate_reply", number, level, "理由")

    @rule(
        number=CASES,
        verb=st.sampled_from(["close_case", "withdraw_case", "erase_case", "erase_case_for_citizen"]),
    )
    def time_or_citizen_ends(self, number: int, verb: str) -> None:
        self.attempt(verb, number)

    @invariant()
    def open_cases_and_no_others_owe_an_answer(self) -> None:
        for case in self.fresh():
            assert case.obligations.open().count() == int(case.is_open), case.state

    @invariant()
    def no_clock_is_reset_and_none_extended_twice(self) -> None:
        for owed in Obligation.objects.all():
            before = self.promised.setdefault(owed.pk, owed)
            assert (owed.received_at, owed.rule_id) == (before.received_at, before.rule_id)
            is_first_extension = before.extended_at is None and owed.extended_at is not None
            if is_first_extension:
                assert owed.amount == owed.extension_limit
                assert owed.extended_at < before.due_at < owed.due_at
            else:
                assert (owed.amount, owed.due_at) == (before.amount, before.due_at)
            if not before.is_open:
                assert (owed.state, owed.satisfied_at) == (before.state, before.satisfied_at)
            self.promised[owed.pk] = owed

    @invariant()
    def a_new_clock_starts_only_when_the_citizen_reopens(self) -> None:
        for case in self.cases:
            reopened = case.events.filter(kind=CaseEvent.Kind.REOPENED).values_list("at", flat=True)
            started = case.obligations.order_by("pk").values_list("received_at", flat=True)
            assert list(started) == [START, *reopened]

    @invariant()
    def what_was_kept_was_kept_by_words_of_a_person(self) -> None:
        for case in self.cases:
            for owed in case.obligations.satisfied():
                answers = Reply.objects.answers().filter(case=case, sent_at=owed.satisfied_at)
                assert answers.exists()
                assert not answers.filter(body__contains="收到").exists()

    @invariant()
    def what_is_no_longer_owed_was_withdrawn_or_refused_by_two_people(self) -> None:
        for case in self.fresh():
            if case.obligations.filter(state=Obligation.State.DROPPED).exists():
                assert case.state in Case.DROPPED_STATES
            if case.state == Case.State.INVALID:
                proposal = case.proposals.get(kind="invalid", verdict=Proposal.Verdict.APPROVED)
                assert proposal.decided_by_id not in (None, proposal.asked_by_id)

    @invariant()
    def answered_cases_have_an_answer(self) -> None:
        for case in self.fresh():
            if case.state in Case.ANSWERED_STATES:
                assert case.replied_at is not None
                assert Reply.objects.answers().filter(case=case, sent_at=case.replied_at).exists()

    @invariant()
    def merged_cases_wait_for_one_that_is_open(self) -> None:
        for case in self.fresh():
            if case.state == Case.State.MERGED:
                assert case.merged_into.is_open
                assert case.merged_into.state != Case.State.MERGED

    @invariant()
    def a_reply_in_review_waits_for_a_decision(self) -> None:
        for case in self.fresh():
            in_review = case.replies.filter(state=Reply.State.IN_REVIEW)
            waiting = case.proposals.filter(kind=Proposal.Kind.REPLY, verdict=Proposal.Verdict.OPEN)
            assert list(waiting.values_list("reply", flat=True)) == list(
                in_review.values_list("pk", flat=True)
            )
            if case.state == Case.State.IN_REVIEW:
                assert in_review.count() == 1

    def fresh(self) -> Iterator[Case]:
        return Case.objects.filter(pk__in=[case.pk for case in self.cases]).iterator()


@pytest.fixture
def world(
    site: Any, housing: Department, officer: User, colleague: User, supervisor: User, make_mailbox: Any
) -> World:
    letter = {"site": site, "channel": "letter", "title": "路灯不亮", "body": "门口的路灯不亮。"}
    return World(
        staff=[officer, colleague, supervisor],
        departments=[housing, supervisor.department, housing],
        letters=[
            letter | {"kind": "consultation", "department": housing},
            letter | {"kind": "complaint", "department": housing},
            letter | {"kind": "complaint", "mailbox": make_mailbox(reply_needs_review=True)},
        ],
    )


def test_no_sequence_of_verbs_breaks_a_promise(world: World) -> None:
    CaseMachine.world = world
    run_state_machine_as_test(
        CaseMachine, settings=settings(max_examples=15, stateful_step_count=40, deadline=None)
    )
