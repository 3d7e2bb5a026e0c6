"""Asking, voting, adding, withdrawing: the rules that hold whatever the door."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from interaction.interviews.actions import asking
from interaction.interviews.actions.asking import (
    add_detail,
    ask_question,
    vote_for,
    withdraw_question,
    withdraw_vote,
)
from interaction.interviews.entries import iso
from interaction.interviews.limits import TooSoon
from interaction.interviews.models import Interview, Question, QuestionVote
from interaction.rooms.models import Audience, Entry
from portal.base.errors import Conflict, Invalid, NotAllowed

MINE, THEIRS = "a" * 64, "b" * 64
State = Question.State
type Make = Callable[..., Any]


def ask(interview: Interview, text: str = "高龄津贴从几岁开始领？", **values: Any) -> Question:
    given = {"author_key": MINE, "client_id": uuid.uuid4(), "language": "zh-hans"}
    return ask_question(interview, text=text, **given | values)


def last_entry(interview: Interview) -> Entry:
    entry: Entry = interview.room.entries.order_by("-seq").first()
    return entry


def test_a_question_is_numbered_kept_and_told_to_moderators_only(make_interview: Make) -> None:
    interview = make_interview()
    first, second = ask(interview), ask(interview, "需要带什么？", author_name="  李 明  ")
    assert [first.number, second.number] == [1, 2]
    assert second.state == State.PENDING
    entry = last_entry(interview)
    assert (entry.kind, entry.audience) == ("question.received", Audience.STAFF)
    assert entry.body == {
        "id": second.pk,
        "number": 2,
        "text": "需要带什么？",
        "by": "李 明",
        "asked_at": iso(second.asked_at),
        "masked": False,
    }


def test_personal_data_is_masked_in_whatever_leaves_the_row(make_interview: Make) -> None:
    interview = make_interview()
    question = ask(
        interview, "我的电话13812345678，身份证11010519491231002X，能领吗？", author_name="13812345678"
    )
    stored = Question.objects.get(pk=question.pk)
    assert "13812345678" in stored.text
    told = str(last_entry(interview).body)
    for shown in (stored.public_text, stored.author_name, told):
        assert "13812345678" not in shown
        assert "11010519491231002X" not in shown
    assert last_entry(interview).body["masked"] is True


def test_what_was_written_is_encrypted_where_it_is_kept(make_interview: Make) -> None:
    from django.db import connection

    question = ask(make_interview(), "只有我知道的话", notice_email="wang@example.org")
    with connection.cursor() as cursor:
        cursor.execute("select text, notice_email from interviews_question where id = %s", [question.pk])
        text, email = cursor.fetchone()
    assert "只有我知道的话" not in text
    assert "example.org" not in email


def test_sent_twice_with_one_client_id_it_is_one_question(make_interview: Make) -> None:
    interview = make_interview()
    client_id = uuid.uuid4()
    first = ask(interview, client_id=client_id)
    assert ask(interview, client_id=client_id) == first
    assert interview.questions.count() == 1
    assert interview.room.entries.count() == 1


def test_a_device_whose_first_answer_was_lost_sends_again_and_owns_its_question(make_interview: Make) -> None:
    # Without the cookie of the lost answer it looks like another device; only it knows the id.
    interview = make_interview()
    client_id = uuid.uuid4()
    ask(interview, client_id=client_id, author_key=THEIRS)
    ask(interview, client_id=client_id, author_key=MINE)
    assert interview.questions.get().author_key == MINE


def test_sent_again_after_the_end_the_first_sending_is_acknowledged(make_interview: Make) -> None:
    interview = make_interview(Interview.State.LIVE)
    client_id = uuid.uuid4()
    first = ask(interview, client_id=client_id)
    now = timezone.now()
    Interview.objects.filter(pk=interview.pk).update(state=Interview.State.ENDED, ended_at=now)
    assert ask(interview, client_id=client_id) == first


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (Interview.State.ANNOUNCED, "not_yet"),
        (Interview.State.COLLECTING, ""),
        (Interview.State.LIVE, ""),
        (Interview.State.PAUSED, "paused"),
        (Interview.State.ENDED, "over"),
        (Interview.State.TRANSCRIBED, "over"),
    ],
)
def test_questions_are_taken_in_the_states_of_asking(make_interview: Make, state: str, code: str) -> None:
    interview = make_interview(state)
    if state == Interview.State.ANNOUNCED:
        # Questions begin later than now.
        interview.page.questions_from = timezone.now() + timedelta(hours=1)
        interview.page.save()
    if not code:
        assert ask(interview).number == 1
        return
    with pytest.raises(Conflict) as refusal:
        ask(interview)
    assert refusal.value.code == code
    assert interview.questions.count() == 0


def test_a_question_stop_refuses_in_words(make_interview: Make) -> None:
    with pytest.raises(Conflict) as refusal:
        ask(make_interview(questions_stopped=True))
    assert refusal.value.code == "stopped"


def test_slow_mode_says_how_long_to_wait_and_holds_each_device_alone(make_interview: Make) -> None:
    interview = make_interview(Interview.State.LIVE, slow_mode_seconds=60)
    first = ask(interview)
    Question.objects.filter(pk=first.pk).update(asked_at=timezone.now() - timedelta(seconds=20))
    with pytest.raises(TooSoon) as refusal:
        ask(interview)
    assert (refusal.value.status, refusal.value.code) == (429, "slow_mode")
    assert 39 <= refusal.value.retry_after <= 40
    assert str(refusal.value.retry_after) in str(refusal.value.message)
    assert ask(interview, author_key=THEIRS).number == 2
    Question.objects.filter(pk=first.pk).update(asked_at=timezone.now() - timedelta(seconds=61))
    assert ask(interview).number == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "问" * 301}, "text"),
        ({"notice_email": "nobody"}, "notice_email"),
        ({"author_name": "名" * 31}, "author_name"),
    ],
)
def test_what_cannot_be_taken_names_its_field(
    make_interview: Make, values: dict[str, str], field: str
) -> None:
    interview = make_interview()
    with pytest.raises(Invalid) as refusal:
        ask(interview, **values)
    assert refusal.value.field == field
    assert interview.questions.count() == 0


def test_a_vote_counts_once_a_person_and_can_be_taken_back(make_interview: Make, make_question: Make) -> None:
    question = make_question(make_interview(), state=State.APPROVED)
    assert [vote_for(question, MINE), vote_for(question, MINE), vote_for(question, THEIRS)] == [1, 1, 2]
    assert [withdraw_vote(question, MINE), withdraw_vote(question, MINE)] == [1, 1]
    question.refresh_from_db()
    assert question.votes == QuestionVote.objects.filter(question=question).count() == 1


def test_ones_own_question_counts_no_more_by_ones_vote(make_interview: Make, make_question: Make) -> None:
    question = make_question(make_interview(), state=State.APPROVED, author_key=MINE)
    assert vote_for(question, MINE) == 0
    assert not QuestionVote.objects.exists()


@pytest.mark.parametrize("state", [State.PENDING, State.NEEDS_DETAIL, State.WITHDRAWN])
def test_only_questions_that_are_shown_take_votes(
    make_interview: Make, make_question: Make, state: str
) -> None:
    question = make_question(make_interview(), state=state)
    with pytest.raises(Conflict):
        vote_for(question, MINE)


def test_answered_questions_and_ended_interviews_take_no_votes(
    make_interview: Make, make_question: Make
) -> None:
    answered = make_question(make_interview(), state=State.APPROVED, answered_at=timezone.now())
    over = make_question(make_interview(Interview.State.ENDED), state=State.APPROVED)
    for question in (answered, over):
        with pytest.raises(Conflict):
            vote_for(question, MINE)


def test_votes_are_told_to_the_readers_on_commit(
    make_interview: Make,
    make_question: Make,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(asking, "tell_counts", lambda *args: told.append(args))
    interview = make_interview()
    question = make_question(interview, state=State.APPROVED)
    with django_capture_on_commit_callbacks(execute=True):
        vote_for(question, MINE)
        vote_for(question, MINE)
    assert told == [(interview.room_id, {f"question:{question.pk}": 1})]


def test_a_wanted_detail_is_added_and_the_question_waits_again(
    make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    question = make_question(interview, state=State.NEEDS_DETAIL, detail_wanted="在哪个区？", author_key=MINE)
    changed = add_detail(question, MINE, "在云台区，电话13812345678")
    assert changed.state == State.PENDING
    assert changed.text.endswith("在云台区，电话13812345678")
    assert "13812345678" not in changed.public_text
    assert last_entry(interview).body["text"] == changed.public_text
    with pytest.raises(Conflict):
        add_detail(changed, MINE, "再补充")


def test_only_the_device_that_asked_adds_and_withdraws(make_interview: Make, make_question: Make) -> None:
    question = make_question(make_interview(), state=State.NEEDS_DETAIL, author_key=MINE)
    with pytest.raises(NotAllowed):
        add_detail(question, THEIRS, "我来补充")
    with pytest.raises(NotAllowed):
        withdraw_question(question, THEIRS)
    question.refresh_from_db()
    assert question.state == State.NEEDS_DETAIL


@pytest.mark.parametrize("state", [State.PENDING, State.NEEDS_DETAIL, State.APPROVED])
def test_a_withdrawn_question_goes_and_its_address_is_forgotten(
    make_interview: Make, make_question: Make, state: str
) -> None:
    interview = make_interview()
    question = make_question(interview, state=state, author_key=MINE, notice_email="wang@example.org")
    withdrawn = withdraw_question(question, MINE)
    assert (withdrawn.state, withdrawn.notice_email) == (State.WITHDRAWN, "")
    gone = interview.room.entries.filter(kind="question.gone", audience=Audience.PUBLIC)
    assert gone.count() == (state == State.APPROVED)
    told = last_entry(interview)
    assert (told.kind, told.audience, told.body["state"]) == (
        "question.moderated",
        Audience.STAFF,
        "withdrawn",
    )


def test_what_is_on_the_screen_answered_or_stands_for_others_stays(
    make_interview: Make, make_question: Make
) -> None:
    interview = make_interview(Interview.State.LIVE)
    shown = make_question(interview, state=State.APPROVED, author_key=MINE)
    answered = make_question(interview, state=State.APPROVED, author_key=MINE, answered_at=timezone.now())
    main = make_question(interview, state=State.APPROVED, author_key=MINE)
    make_question(interview, state=State.MERGED, merged_into=main)
    interview.on_screen = shown
    interview.save(update_fields=["on_screen"])
    for question in (shown, answered, main):
        with pytest.raises(Conflict):
            withdraw_question(question, MINE)
    assert interview.questions.filter(state=State.APPROVED).count() == 3


def test_a_question_is_withdrawn_while_the_interview_is_paused(
    make_interview: Make, make_question: Make
) -> None:
    from interaction.rooms.actions import change_mode
    from interaction.rooms.models import Room

    interview = make_interview(Interview.State.PAUSED)
    change_mode(interview.room, Room.Mode.PAUSED)
    question = make_question(interview, state=State.APPROVED, author_key=MINE)
    assert withdraw_question(question, MINE).state == State.WITHDRAWN
