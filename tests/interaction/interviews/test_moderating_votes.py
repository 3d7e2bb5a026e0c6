"""In whatever order people vote, merge, refuse and withdraw: everybody is counted once."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from interaction.interviews.actions.asking import vote_for, withdraw_question, withdraw_vote
from interaction.interviews.actions.merging import merge_question
from interaction.interviews.actions.moderating import (
    approve_question,
    ask_for_detail,
    reject_question,
    shortlist_question,
)
from interaction.interviews.models import Interview, Question
from interaction.moderation.models import RejectionCode
from portal.accounts.models import User
from portal.base.errors import Refused
from tests.interaction.interviews.conftest import Crew

pytestmark = pytest.mark.django_db
# The first device asked two of the questions.
AUTHORS = "00123"
DEVICES = "0123456"
QUESTIONS = st.integers(0, len(AUTHORS) - 1)
VOTERS = st.sampled_from(DEVICES)


@dataclass
class World:
    """What every run begins with."""

    interview: Interview
    moderator: User
    code: RejectionCode
    make_question: Callable[..., Question]


class VoteMachine(RuleBasedStateMachine):
    """Five questions, seven devices, and a model that keeps sets of people instead of counting rows."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.world.interview.refresh_from_db()
        self.questions = [
            self.world.make_question(self.world.interview, f"第{number}问？", author_key=author * 64)
            for number, author in enumerate(AUTHORS)
        ]
        self.voters: dict[int, set[str]] = {number: set() for number in range(len(AUTHORS))}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempt(self, act: Callable[..., Any], *args: Any, **named: Any) -> bool:
        """Do it; a refusal changes nothing."""
        with suppress(Refused), transaction.atomic():
            act(*args, **named)
            return True
        return False

    @rule(number=QUESTIONS, voter=VOTERS)
    def votes(self, number: int, voter: str) -> None:
        if self.attempt(vote_for, self.questions[number], voter * 64) and voter != AUTHORS[number]:
            self.voters[number].add(voter)

    @rule(number=QUESTIONS, voter=VOTERS)
    def takes_vote_back(self, number: int, voter: str) -> None:
        if self.attempt(withdraw_vote, self.questions[number], voter * 64):
            self.voters[number].discard(voter)

    @rule(number=QUESTIONS, into=QUESTIONS)
    def merges(self, number: int, into: int) -> None:
        question, target = self.questions[number], self.questions[into]
        if not self.attempt(merge_question, question, target, self.world.moderator):
            return
        question.refresh_from_db()
        assert question.merged_into is not None
        main = self.questions.index(question.merged_into)
        gained = self.voters[number] | {AUTHORS[number]}
        self.voters[main] |= gained - {AUTHORS[main]}
        self.voters[number] = set()

    @rule(number=QUESTIONS, verb=st.sampled_from([approve_question, ask_for_detail, reject_question]))
    def decides(self, number: int, verb: Any) -> None:
        more = {ask_for_detail: ("哪一年？",), reject_question: (self.world.code,)}.get(verb, ())
        self.attempt(verb, self.questions[number], self.world.moderator, *more)

    @rule(number=QUESTIONS, on=st.booleans())
    def shortlists(self, number: int, on: bool) -> None:
        self.attempt(shortlist_question, self.questions[number], self.world.moderator, on=on)

    @rule(number=QUESTIONS)
    def withdraws(self, number: int) -> None:
        self.attempt(withdraw_question, self.questions[number], AUTHORS[number] * 64)

    @invariant()
    def everybody_counts_once(self) -> None:
        for number, question in enumerate(self.questions):
            question.refresh_from_db()
            keys = sorted(question.vote_rows.values_list("author_key", flat=True))
            assert keys == sorted(voter * 64 for voter in self.voters[number])
            assert question.votes == len(keys)

    @invariant()
    def no_chain_is_longer_than_one(self) -> None:
        for question in self.questions:
            if question.merged_into is not None:
                assert question.merged_into.merged_into_id is None
                assert question.merged_into.state in Question.OPEN_STATES

    @invariant()
    def the_log_tells_the_list(self) -> None:
        """Who follows only the log has the list that the database has, with the votes of its last telling."""
        shown: dict[int, str] = {}
        for kind, body in self.world.interview.room.entries.order_by("seq").values_list("kind", "body"):
            if kind == "question":
                shown[body["id"]] = body["text"]
            elif kind == "question.gone":
                shown.pop(body["id"])
        public = Question.objects.filter(interview=self.world.interview).public()
        assert shown == dict(public.values_list("pk", "public_text"))


def test_votes_are_never_lost_or_doubled(
    make_interview: Callable[..., Interview],
    make_question: Callable[..., Question],
    crew: Crew,
    rude: RejectionCode,
) -> None:
    interview = make_interview(Interview.State.LIVE)
    VoteMachine.world = World(interview, crew.moderator, rude, make_question)
    run_state_machine_as_test(
        VoteMachine, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )
