"""What moderators decide: from which state, by whom, and what the log says of it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Site

from interaction.interviews.actions.asking import vote_for
from interaction.interviews.actions.deciding import Decided
from interaction.interviews.actions.merging import merge_question
from interaction.interviews.actions.moderating import (
    approve_question,
    ask_for_detail,
    reject_question,
    shortlist_question,
)
from interaction.interviews.actions.speaking import answer_question
from interaction.interviews.actions.staging import put_on_screen
from interaction.interviews.models import Interview, Question
from interaction.moderation.models import RejectionCode
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.base.models import AuditEntry
from tests.interaction.interviews.conftest import Crew

pytestmark = pytest.mark.django_db
State = Question.State
MakeQuestion = Callable[..., Question]


@pytest.fixture
def live(make_interview: Callable[..., Interview]) -> Interview:
    return make_interview(Interview.State.LIVE)


@pytest.fixture
def main(live: Interview, make_question: MakeQuestion, crew: Crew) -> Question:
    """A question that everybody sees, for others to be merged with."""
    return approve_question(make_question(live, "几岁可以领？", author_key="m" * 64), crew.moderator)


@pytest.fixture
def in_state(
    live: Interview, make_question: MakeQuestion, main: Question, rude: RejectionCode, crew: Crew
) -> Callable[[str], Question]:
    def make(state: str) -> Question:
        question = make_question(live, "在哪里申请？", author_key=uuid.uuid4().hex * 2)
        match state:
            case State.NEEDS_DETAIL:
                ask_for_detail(question, crew.moderator, "哪个区？")
            case State.APPROVED:
                approve_question(question, crew.moderator)
            case State.MERGED:
                merge_question(question, main, crew.moderator)
            case State.REJECTED:
                reject_question(question, crew.moderator, rude)
            case State.WITHDRAWN:
                question.state = state
                question.save()
        question.refresh_from_db()
        assert question.state == state
        return question

    return make


def verbs(main: Question, rude: RejectionCode) -> dict[str, Callable[[Question, User], Question]]:
    return {
        "approve": lambda question, by: approve_question(question, by),
        "edit": lambda question, by: approve_question(question, by, public_text="到哪里申请？"),
        "reject": lambda question, by: reject_question(question, by, rude),
        "merge": lambda question, by: merge_question(question, main, by),
        "detail": lambda question, by: ask_for_detail(question, by, "哪一年？"),
        "shortlist": lambda question, by: shortlist_question(question, by, on=True),
    }


# The state that a verb leads to; what is not here is refused.
LEADS_TO = {
    ("pending", "approve"): "approved",
    ("pending", "edit"): "approved",
    ("pending", "reject"): "rejected",
    ("pending", "merge"): "merged",
    ("pending", "detail"): "needs_detail",
    ("pending", "shortlist"): "pending",
    ("needs_detail", "approve"): "approved",
    ("needs_detail", "edit"): "approved",
    ("needs_detail", "reject"): "rejected",
    ("needs_detail", "merge"): "merged",
    ("needs_detail", "detail"): "needs_detail",
    ("approved", "edit"): "approved",
    ("approved", "reject"): "rejected",
    ("approved", "merge"): "merged",
    ("approved", "shortlist"): "approved",
    ("rejected", "approve"): "approved",
    ("rejected", "edit"): "approved",
}
VERB_NAMES = ("approve", "edit", "reject", "merge", "detail", "shortlist")


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERB_NAMES)
def test_verb_in_each_state(
    in_state: Callable[[str], Question],
    main: Question,
    rude: RejectionCode,
    crew: Crew,
    state: str,
    verb: str,
) -> None:
    question = in_state(state)
    act = verbs(main, rude)[verb]
    goal = LEADS_TO.get((state, verb))
    audits = AuditEntry.objects.count()
    if goal is None:
        with pytest.raises(Decided) as refusal:
            act(question, crew.moderator)
        assert refusal.value.question.state == state
        assert AuditEntry.objects.count() == audits
        return
    act(question, crew.moderator)
    question.refresh_from_db()
    assert question.state == goal
    assert AuditEntry.objects.count() == audits + 1
    moderated = question.interview.room.entries.filter(kind="question.moderated").last()
    assert (moderated.body["id"], moderated.body["state"]) == (question.pk, goal)
    assert moderated.audience == "staff"


@pytest.mark.parametrize("duty", ["host", "moderator", "recorder", "guest"])
@pytest.mark.parametrize("verb", VERB_NAMES)
def test_verb_by_each_duty(
    in_state: Callable[[str], Question],
    main: Question,
    rude: RejectionCode,
    crew: Crew,
    duty: str,
    verb: str,
) -> None:
    question = in_state(State.PENDING)
    act = verbs(main, rude)[verb]
    if duty in ("host", "moderator"):
        act(question, getattr(crew, duty))
        return
    with pytest.raises(NotAllowed):
        act(question, getattr(crew, duty))
    question.refresh_from_db()
    assert question.state == State.PENDING


@pytest.mark.parametrize("state", Interview.State.values)
def test_interview_that_is_over_is_left_alone(
    make_interview: Callable[..., Interview], make_question: MakeQuestion, crew: Crew, state: str
) -> None:
    values = {"cancel_reason": "嘉宾有事"} if state == Interview.State.CANCELLED else {}
    interview = make_interview(state, **values)
    question = make_question(interview)
    if state in (*Interview.BEFORE_STATES, *Interview.RUNNING_STATES):
        assert approve_question(question, crew.moderator).state == State.APPROVED
        return
    with pytest.raises(Conflict):
        approve_question(question, crew.moderator)


def test_words_are_still_mended_after_the_end(
    make_interview: Callable[..., Interview], make_question: MakeQuestion, crew: Crew
) -> None:
    interview = make_interview(Interview.State.ENDED)
    question = make_question(interview, state=State.APPROVED)
    approve_question(question, crew.moderator, public_text="高龄津贴几岁开始领？")
    assert interview.room.entries.get(kind="question").body["text"] == "高龄津贴几岁开始领？"


def test_edited_text_is_masked_again_and_the_original_kept(
    live: Interview, make_question: MakeQuestion, crew: Crew
) -> None:
    question = make_question(live, "请打我电话")
    shown = approve_question(question, crew.moderator, public_text="请打我电话13812345678")
    assert shown.public_text == "请打我电话***********"
    question.refresh_from_db()
    assert question.text == "请打我电话"
    assert "13812345678" not in str(list(live.room.entries.values_list("body", flat=True)))


def test_what_the_moderator_saw_has_changed(in_state: Callable[[str], Question], crew: Crew) -> None:
    question = in_state(State.NEEDS_DETAIL)
    with pytest.raises(Decided):
        approve_question(question, crew.moderator, seen_state="pending")
    approve_question(question, crew.moderator, seen_state="needs_detail")


def test_sent_twice_is_decided_once(live: Interview, make_question: MakeQuestion, crew: Crew) -> None:
    question, sent = make_question(live), {"seen_state": "pending", "client_id": uuid.uuid4()}
    approve_question(question, crew.moderator, **sent)
    written = live.room.entries.count()
    assert approve_question(question, crew.moderator, **sent).state == State.APPROVED
    assert live.room.entries.count() == written
    with pytest.raises(Decided):
        approve_question(question, crew.host, **sent)


def test_refused_after_it_was_shown_leaves_every_screen(
    live: Interview, main: Question, make_question: MakeQuestion, rude: RejectionCode, crew: Crew
) -> None:
    similar = merge_question(make_question(live, author_key="s" * 64), main, crew.moderator)
    put_on_screen(live, crew.host, main)
    reject_question(main, crew.moderator, rude, note="请换一种说法")
    kinds = list(live.room.entries.filter(audience="public").values_list("kind", "body"))
    assert kinds[-2:] == [
        ("on_screen", {"question": None}),
        ("question.gone", {"id": main.pk, "into": None}),
    ]
    live.refresh_from_db()
    assert live.on_screen is None
    # Who asked the same reads the same reason.
    for question in (main, similar):
        question.refresh_from_db()
        assert (question.state, question.rejection, question.rejection_note) == (
            State.REJECTED,
            rude,
            "请换一种说法",
        )


def test_shown_after_all(in_state: Callable[[str], Question], crew: Crew) -> None:
    question = approve_question(in_state(State.REJECTED), crew.host)
    question.refresh_from_db()
    assert (question.state, question.rejection, question.rejection_note) == (State.APPROVED, None, "")


def test_votes_go_along_and_everybody_is_counted_once(
    live: Interview, main: Question, make_question: MakeQuestion, crew: Crew
) -> None:
    question = approve_question(make_question(live, author_key="q" * 64), crew.moderator)
    for voter in ("a", "b", "m"):  # m asked the main question
        vote_for(question, voter * 64)
    for voter in ("b", "c", "q"):  # q asked the other one
        vote_for(main, voter * 64)
    put_on_screen(live, crew.host, question)
    merge_question(question, main, crew.moderator)
    main.refresh_from_db()
    question.refresh_from_db()
    assert (main.votes, question.votes) == (4, 0)
    assert sorted(main.vote_rows.values_list("author_key", flat=True)) == [x * 64 for x in "abcq"]
    bodies = [
        (entry.kind, entry.body)
        for entry in live.room.entries.filter(audience="public", seq__gt=live.room.last_seq - 4)
    ]
    live.refresh_from_db()
    assert live.on_screen == main
    assert ("question.gone", {"id": question.pk, "into": main.pk}) in bodies
    assert any(kind == "question" and body["votes"] == 4 for kind, body in bodies)


def test_chains_are_flattened(
    live: Interview, main: Question, make_question: MakeQuestion, crew: Crew
) -> None:
    first, second, third = (make_question(live, author_key=key * 64) for key in "123")
    merge_question(first, second, crew.moderator)
    merge_question(second, main, crew.moderator)
    # Into what was merged: with the question that stands for it.
    merge_question(third, first, crew.moderator)
    for question in (first, second, third):
        question.refresh_from_db()
        assert question.merged_into == main
    main.refresh_from_db()
    assert main.votes == 3
    with pytest.raises(Decided) as refusal:
        merge_question(main, first, crew.moderator)
    assert refusal.value.question == first
    with pytest.raises(Invalid):
        merge_question(main, main, crew.moderator)


def test_public_question_is_not_hidden_behind_one_that_waits(
    live: Interview, main: Question, make_question: MakeQuestion, crew: Crew
) -> None:
    with pytest.raises(Conflict):
        merge_question(main, make_question(live), crew.moderator)


def test_answered_question_is_not_taken_away(
    live: Interview, main: Question, make_question: MakeQuestion, rude: RejectionCode, crew: Crew
) -> None:
    answer_question(live, crew.guest, "年满八十。", main, client_id=uuid.uuid4(), seen_seq=0)
    other = approve_question(make_question(live), crew.moderator)
    for act in (
        lambda: reject_question(main, crew.moderator, rude),
        lambda: merge_question(main, other, crew.moderator),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "answered"
    # Another that asks the same finds its answer there.
    assert merge_question(other, main, crew.moderator).merged_into == main


def test_question_of_another_interview_is_no_target(
    live: Interview, main: Question, make_interview: Callable[..., Interview], make_question: Any, crew: Crew
) -> None:
    foreign = make_question(make_interview(title="医保"))
    with pytest.raises(Invalid):
        merge_question(main, foreign, crew.moderator)


def test_code_of_another_site_is_none(
    live: Interview, make_question: MakeQuestion, county: Site, crew: Crew
) -> None:
    foreign = RejectionCode.objects.create(site=county, code="x", name="x", explanation="x")
    with pytest.raises(Invalid) as refusal:
        reject_question(make_question(live), crew.moderator, foreign)
    assert refusal.value.field == "code"


def test_shortlist_on_and_off(live: Interview, main: Question, crew: Crew) -> None:
    shortlist_question(main, crew.moderator, on=True)
    shortlist_question(main, crew.moderator, on=True)
    shortlist_question(main, crew.moderator, on=False)
    seen = live.room.entries.filter(kind="question.moderated", body__id=main.pk)
    assert [entry.body["shortlisted"] for entry in seen] == [False, True, False]
