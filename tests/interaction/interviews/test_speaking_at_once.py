"""Two people at the same moment, and one person whose script sends twice at the same moment."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from interaction.interviews.actions.asking import vote_for
from interaction.interviews.actions.deciding import Decided
from interaction.interviews.actions.drafting import save_draft
from interaction.interviews.actions.life_cycle import end_interview
from interaction.interviews.actions.merging import merge_question
from interaction.interviews.actions.moderating import approve_question, reject_question
from interaction.interviews.actions.preparing import prepare_line
from interaction.interviews.actions.speaking import answer_question
from interaction.interviews.actions.staging import put_on_screen
from interaction.interviews.models import AnswerDraft, Interview, Question
from interaction.moderation.models import RejectionCode
from interaction.rooms.actions import Outrun
from interaction.rooms.models import Entry
from portal.base.errors import Conflict
from tests.interaction.interviews.conftest import Crew

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ROUNDS = range(3)
MakeQuestion = Callable[..., Question]


@pytest.fixture(autouse=True)
def threads_share_a_database() -> None:
    """A database in the memory of one connection has no second connection."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("needs a database that two threads can open")


@pytest.fixture
def live(make_interview: Callable[..., Interview]) -> Interview:
    return make_interview(Interview.State.LIVE)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; a conflict is a result too."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Conflict as conflict:
            return conflict
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def names(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def places_are_whole(interview: Interview) -> None:
    seqs = list(interview.room.entries.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))


def test_two_moderators_at_once_the_second_sees_the_first(
    live: Interview, make_question: MakeQuestion, rude: RejectionCode, crew: Crew
) -> None:
    for _round in ROUNDS:
        question = make_question(live)
        results = at_once(
            partial(approve_question, question, crew.moderator, seen_state="pending"),
            partial(reject_question, question, crew.host, rude, seen_state="pending"),
        )
        assert names(results) == ["Decided", "Question"]
        [decided] = [result for result in results if isinstance(result, Question)]
        [refusal] = [result for result in results if isinstance(result, Decided)]
        assert refusal.question.state == decided.state == Question.objects.get(pk=question.pk).state
    places_are_whole(live)


def test_guest_and_recorder_at_once_one_is_shown_the_other(
    live: Interview, make_question: MakeQuestion, crew: Crew
) -> None:
    guest = live.page.guests.get()
    for _round in ROUNDS:
        question = approve_question(make_question(live), crew.moderator)
        seen = live.room.entries.count()
        save_draft(live, crew.recorder, question, "记录员的稿子", 0)
        save_draft(live, crew.guest, question, "嘉宾的稿子", 0)

        def answer(by: object, text: str, question: Question = question, seen: int = seen) -> Entry:
            named = guest if by == crew.recorder else None
            return answer_question(
                live, by, text, question, client_id=uuid.uuid4(), seen_seq=seen, guest=named
            )

        results = at_once(
            partial(answer, crew.guest, "嘉宾的话。"), partial(answer, crew.recorder, "记录员的话。")
        )
        assert names(results) == ["Entry", "Outrun"]
        [said] = [result for result in results if isinstance(result, Entry)]
        [refusal] = [result for result in results if isinstance(result, Outrun)]
        assert refusal.missing == [said]
        # Who was outrun keeps the draft, the other one's is done with.
        assert AnswerDraft.objects.filter(question=question).exclude(author=said.author).count() == 1
        assert not AnswerDraft.objects.filter(question=question, author=said.author).exists()
    places_are_whole(live)


def test_sent_twice_at_once_is_said_once(live: Interview, make_question: MakeQuestion, crew: Crew) -> None:
    question = approve_question(make_question(live), crew.moderator)
    send = partial(answer_question, live, crew.guest, "可以。", question, client_id=uuid.uuid4(), seen_seq=0)
    results = at_once(*[send] * 4)
    assert names(results) == ["Entry"] * 4
    assert live.room.entries.filter(kind="answer").count() == 1


def test_merging_crosswise_neither_waits_forever(
    live: Interview, make_question: MakeQuestion, crew: Crew
) -> None:
    first, second = (make_question(live, author_key=key * 64) for key in "12")
    results = at_once(
        lambda: merge_question(first, second, crew.moderator),
        lambda: merge_question(second, first, crew.host),
    )
    assert names(results) == ["Decided", "Question"]
    assert Question.objects.filter(state="merged").count() == 1


def test_votes_and_merging_at_once_count_everybody(
    live: Interview, make_question: MakeQuestion, crew: Crew
) -> None:
    main, question = (
        approve_question(make_question(live, author_key=key * 64), crew.moderator) for key in "mq"
    )
    voters = [partial(vote_for, one, key * 64) for key in "abc" for one in (main, question)]
    at_once(*voters, partial(merge_question, question, main, crew.moderator))
    main.refresh_from_db()
    assert main.votes == main.vote_rows.count()
    assert set(main.vote_rows.values_list("author_key", flat=True)) == {key * 64 for key in "abcq"}
    assert not question.vote_rows.exists()


def test_everything_at_once_is_one_row_of_entries(
    live: Interview, make_question: MakeQuestion, rude: RejectionCode, crew: Crew
) -> None:
    questions = [make_question(live, author_key=str(number) * 64) for number in range(4)]
    shown = approve_question(make_question(live), crew.moderator)
    acts = [partial(approve_question, question, crew.moderator) for question in questions[:2]]
    acts += [
        partial(reject_question, questions[2], crew.host, rude),
        partial(merge_question, questions[3], shown, crew.moderator),
        partial(put_on_screen, live, crew.recorder, shown),
        partial(prepare_line, live, crew.host, "结束语"),
        partial(answer_question, live, crew.guest, "好。", shown, client_id=uuid.uuid4(), seen_seq=0),
    ]
    assert "Conflict" not in names(at_once(*acts))
    places_are_whole(live)


def test_answer_at_the_moment_of_the_end_is_said_or_refused(
    live: Interview, make_question: MakeQuestion, crew: Crew
) -> None:
    question = approve_question(make_question(live), crew.moderator)
    said, ended = at_once(
        lambda: answer_question(live, crew.guest, "好。", question, client_id=uuid.uuid4(), seen_seq=0),
        lambda: end_interview(live, crew.host),
    )
    assert isinstance(ended, Interview)
    question.refresh_from_db()
    assert (question.answered_at is not None) == isinstance(said, Entry)
