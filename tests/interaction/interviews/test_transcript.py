"""From the log to the draft: what was said, by question, corrected, without what was taken back."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Revision

from interaction.interviews.actions.following_up import open_follow_ups
from interaction.interviews.actions.picturing import show_picture
from interaction.interviews.actions.redacting import redact
from interaction.interviews.actions.transcribing import draft_transcript, send_to_review
from interaction.interviews.assembling import assemble
from interaction.interviews.models import Interview, InterviewPage, Question
from interaction.rooms.models import Entry
from portal.base.errors import Conflict, NotAllowed
from tests.interaction.interviews.conftest import Crew
from tests.interaction.interviews.stage import PNG, Stage

pytestmark = pytest.mark.django_db
GUEST = "沈清和（云溪市民政局副局长）"


@pytest.fixture
def live(make_interview: Callable[..., Interview]) -> Interview:
    return make_interview(Interview.State.LIVE)


@pytest.fixture
def stage(live: Interview, crew: Crew, make_question: Callable[..., Question]) -> Stage:
    return Stage(live, crew, make_question)


def draft_of(interview: Interview) -> InterviewPage:
    page: InterviewPage = InterviewPage.objects.get(pk=interview.page_id).get_latest_revision_as_object()
    return page


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks]


def answers(block: dict[str, Any]) -> list[tuple[str, str]]:
    said = [each["value"] for each in block["value"]["answers"]]
    return [(each["answerer"], each["text"]) for each in said]


def test_questions_stand_in_the_order_of_their_answers(stage: Stage) -> None:
    first, second = stage.question("几岁开始领？"), stage.question("在哪里领？", author_name="溪东市民")
    stage.say("各位网友好。")
    stage.answer(second, "在社区服务站。")
    stage.answer(first, "年满八十周岁。")
    stage.answer(second, "也可以在网上申请。")
    blocks = assemble(stage.interview)
    assert kinds(blocks) == ["remark", "exchange", "exchange"]
    assert [block["value"].get("question") for block in blocks] == [None, second.number, first.number]
    assert blocks[1]["value"]["asked_by"] == "溪东市民"
    assert answers(blocks[1]) == [(GUEST, "在社区服务站。"), (GUEST, "也可以在网上申请。")]
    assert answers(blocks[2]) == [(GUEST, "年满八十周岁。")]


def test_answer_has_the_time_at_which_it_was_given(stage: Stage) -> None:
    entry = stage.answer(stage.question(), "年满八十周岁。")
    (block,) = assemble(stage.interview)
    given = InterviewPage.transcript.field.to_python([block])[0].value["answers"][0]["at"]
    assert abs((given - entry.created_at).total_seconds()) < 0.001


def test_correction_stands_in_the_place_of_the_error(stage: Stage) -> None:
    first, second = stage.question("几岁开始领？"), stage.question("在哪里领？")
    wrong = stage.answer(first, "年满七十周岁。")
    stage.answer(second, "在社区服务站。")
    stage.correct(wrong, "年满八十周岁。")
    assert [answers(block) for block in assemble(stage.interview)] == [
        [(GUEST, "年满八十周岁。")],
        [(GUEST, "在社区服务站。")],
    ]


def test_what_was_taken_back_is_left_out(stage: Stage) -> None:
    question = stage.question()
    taken = stage.answer(question, "这句话说错了。")
    stage.correct(taken, "这句话还是错的。")
    last = stage.interview.room.entries.latest("seq")
    redact(stage.interview, stage.crew.host, last.seq, "失实")
    assert assemble(stage.interview) == []


def test_question_is_written_as_it_is_shown_now(stage: Stage) -> None:
    question = stage.question("我叫陈小明，几岁开始领？")
    stage.answer(question, "年满八十周岁。")
    Question.objects.filter(pk=question.pk).update(public_text="几岁开始领？")
    assert assemble(stage.interview)[0]["value"]["text"] == "几岁开始领？"


def test_what_nobody_may_read_any_more_is_left_out(stage: Stage, rude: Any) -> None:
    question = stage.question()
    stage.answer(question, "年满八十周岁。")
    Question.objects.filter(pk=question.pk).update(state="rejected", rejection=rude)
    assert assemble(stage.interview) == []


def test_answer_to_a_merged_question_stands_at_the_main_one(stage: Stage) -> None:
    merged, main = stage.question("多少岁领？"), stage.question("几岁开始领？")
    stage.answer(merged, "年满八十周岁。")
    stage.answer(main, "当月起发放。")
    Question.objects.filter(pk=merged.pk).update(state="merged", merged_into=main)
    (block,) = assemble(stage.interview)
    assert block["value"]["question"] == main.number
    assert [text for _speaker, text in answers(block)] == ["年满八十周岁。", "当月起发放。"]


def test_picture_keeps_what_it_shows(stage: Stage, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("窗口.png", PNG, "image/png")
    show_picture(stage.interview, stage.crew.host, file, "办事窗口的位置图", client_id=uuid.uuid4())
    (block,) = assemble(stage.interview)
    assert block == {
        "type": "picture",
        "value": {"image": stage.interview.pictures.get().image_id, "alt": "办事窗口的位置图"},
    }


def test_end_drafts_the_transcript_and_leaves_the_page_as_it_is(stage: Stage) -> None:
    stage.answer(stage.question(), "年满八十周岁。")
    stage.end()
    revision = draft_transcript(stage.interview)
    assert revision is not None
    page = InterviewPage.objects.get(pk=stage.interview.page_id)
    assert not page.transcript
    assert page.has_unpublished_changes
    drafted = page.get_latest_revision_as_object()
    assert [block.value["text"] for block in drafted.transcript] == ["高龄津贴从几岁开始领？"]
    assert draft_transcript(stage.interview) is None, "nothing has changed since"


def test_nothing_is_drafted_before_the_end(stage: Stage) -> None:
    stage.answer(stage.question(), "年满八十周岁。")
    assert draft_transcript(stage.interview) is None


def test_what_is_taken_back_after_the_end_leaves_the_draft_that_nobody_has_touched(stage: Stage) -> None:
    kept = stage.answer(stage.question("在哪里领？"), "在社区服务站。")
    taken = stage.answer(stage.question("几岁开始领？"), "年满七十周岁。")
    stage.end()
    draft_transcript(stage.interview)
    redact(stage.interview, stage.crew.host, taken.seq, "失实")
    draft_transcript(stage.interview)
    drafted = draft_of(stage.interview)
    assert [block.value["answers"][0]["text"] for block in drafted.transcript] == [kept.body["text"]]


def test_what_an_editor_wrote_is_never_overwritten(stage: Stage) -> None:
    question = stage.question()
    stage.answer(question, "嗯，年满八十周岁。")
    stage.end()
    draft_transcript(stage.interview)
    page = draft_of(stage.interview)
    page.transcript[0].value["answers"][0]["text"] = "年满八十周岁。"
    edited = page.save_revision(user=stage.crew.host)
    redact(stage.interview, stage.crew.host, _first_answer(stage.interview).seq, "换一种说法")
    assert draft_transcript(stage.interview) is None
    assert Revision.objects.for_instance(page).latest("pk") == edited


def test_other_edits_go_on_in_the_draft(stage: Stage) -> None:
    stage.answer(stage.question(), "年满八十周岁。")
    page = draft_of(stage.interview)
    page.summary = "谈高龄津贴的领取条件。"
    page.save_revision(user=stage.crew.host)
    stage.end()
    draft_transcript(stage.interview)
    drafted = draft_of(stage.interview)
    assert drafted.summary == "谈高龄津贴的领取条件。"
    assert len(drafted.transcript) == 1


def test_answer_taken_back_after_the_end_is_owed_from_then_and_reviewed_anew(stage: Stage) -> None:
    question = stage.question()
    taken = stage.answer(question, "年满七十周岁。")
    stage.answer(stage.question("在哪里领？"), "在社区服务站。")
    stage.end()
    draft_transcript(stage.interview)
    state = send_to_review(stage.interview, stage.crew.host)
    redact(stage.interview, stage.crew.host, taken.seq, "失实")
    redraft = draft_transcript(stage.interview)
    state.refresh_from_db()
    assert state.current_task_state.revision == redraft
    open_follow_ups(stage.interview)
    question.refresh_from_db()
    assert question.case is not None
    assert question.case.received_at == taken_back_at(taken)


def taken_back_at(entry: Entry) -> datetime:
    at: datetime = Entry.objects.get(pk=entry.pk).redaction.at
    return at


def test_only_a_host_sends_it_to_review_and_only_once(stage: Stage) -> None:
    stage.answer(stage.question(), "年满八十周岁。")
    assert refusal_of_review(stage) == "state"
    stage.end()
    assert refusal_of_review(stage) == "nothing_new"
    draft_transcript(stage.interview)
    with pytest.raises(NotAllowed):
        send_to_review(stage.interview, stage.crew.guest)
    assert send_to_review(stage.interview, stage.crew.host).requested_by == stage.crew.host
    assert refusal_of_review(stage) == "in_review"


def refusal_of_review(stage: Stage) -> str:
    with pytest.raises(Conflict) as refused:
        send_to_review(stage.interview, stage.crew.host)
    return refused.value.code


def _first_answer(interview: Interview) -> Entry:
    entry: Entry = interview.room.entries.filter(kind="answer").earliest("seq")
    return entry
