"""Every entry has the shape that `entries.py` promises to the screens (and `entries.ts` repeats)."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from pydantic import TypeAdapter

from interaction.interviews import entries
from interaction.interviews.actions import life_cycle
from interaction.interviews.actions.asking import add_detail, ask_question, vote_for, withdraw_question
from interaction.interviews.actions.merging import merge_question
from interaction.interviews.actions.moderating import approve_question, ask_for_detail, reject_question
from interaction.interviews.actions.picturing import show_picture
from interaction.interviews.actions.preparing import prepare_line, use_line
from interaction.interviews.actions.speaking import correct
from interaction.interviews.actions.staging import pin, put_on_screen
from interaction.interviews.models import Interview, Question
from interaction.moderation.models import RejectionCode
from interaction.rooms.models import Audience
from tests.interaction.interviews.conftest import Crew
from tests.interaction.interviews.test_speaking import answer, photo, remark

pytestmark = pytest.mark.django_db

SHAPES: dict[str, tuple[type, str]] = {
    entries.STATE: (entries.StateBody, Audience.PUBLIC),
    entries.QUESTION: (entries.QuestionBody, Audience.PUBLIC),
    entries.QUESTION_GONE: (entries.QuestionGoneBody, Audience.PUBLIC),
    entries.ON_SCREEN: (entries.OnScreenBody, Audience.PUBLIC),
    entries.REMARK: (entries.SpokenBody, Audience.PUBLIC),
    entries.ANSWER: (entries.SpokenBody, Audience.PUBLIC),
    entries.PICTURE: (entries.PictureBody, Audience.PUBLIC),
    entries.PINNED: (entries.PinnedBody, Audience.PUBLIC),
    entries.RULES: (entries.RulesBody, Audience.PUBLIC),
    entries.RECEIVED: (entries.ReceivedBody, Audience.STAFF),
    entries.MODERATED: (entries.ModeratedBody, Audience.STAFF),
    entries.RUN_SHEET: (entries.RunSheetBody, Audience.HOST),
}
# The room's own.
OF_THE_ROOM = {"mode", "redaction"}
TIMES = ("starts_at", "ends_at", "asked_at", "used_at")


@pytest.fixture
def hour(make_interview: Callable[..., Interview], crew: Crew, rude: RejectionCode) -> Interview:
    """An hour in which everything happens once."""
    interview = make_interview(Interview.State.LIVE)

    def ask(text: str, device: str) -> Question:
        return ask_question(
            interview,
            author_key=device * 64,
            text=text,
            author_name="云溪一家长",
            client_id=uuid.uuid4(),
            language="zh-hans",
        )

    first, second, third, fourth = (ask(f"第{device}个问题？电话13812345678", device) for device in "1234")
    approve_question(first, crew.moderator)
    vote_for(first, "v" * 64)
    ask_for_detail(second, crew.moderator, "哪一年？")
    add_detail(second, "2" * 64, "今年。")
    approve_question(second, crew.moderator)
    merge_question(second, first, crew.moderator)
    reject_question(third, crew.moderator, rude)
    withdraw_question(fourth, "4" * 64)
    life_cycle.set_question_rules(interview, crew.host, stopped=True, slow_mode_seconds=30)
    life_cycle.pause_interview(interview, crew.host, "技术故障")
    life_cycle.resume_interview(interview, crew.host)
    put_on_screen(interview, crew.host, first)
    said = answer(first, crew.guest)
    correct(interview, crew.guest, said.seq, "更正后的话。", client_id=uuid.uuid4())
    pin(interview, crew.host, remark(interview, crew.host).seq)
    show_picture(interview, crew.host, photo(), "会场", client_id=uuid.uuid4())
    prepare_line(interview, crew.host, "结束语")
    use_line(interview, crew.host, interview.prepared.get().pk, client_id=uuid.uuid4())
    life_cycle.end_interview(interview, crew.host)
    return interview


def test_every_kind_has_a_shape() -> None:
    kinds = {value for name, value in vars(entries).items() if name.isupper() and isinstance(value, str)}
    assert kinds == set(SHAPES)


def fields_of(shape: Any) -> dict[str, bool]:
    """The fields of a shape, and whether each must be there."""
    return {name: name in shape.__required_keys__ for name in shape.__annotations__}


def fields_in_typescript(braces: str) -> dict[str, bool]:
    return {name: not mark for name, mark in re.findall(r"(\w+)(\??):", braces)}


def test_the_browser_knows_the_same_shapes() -> None:
    script = (settings.BASE_DIR / "frontend/src/live/entries.ts").read_text(encoding="utf-8")
    named = dict(re.findall(r"export interface (\w+) \{\n(.*?)\n\}", script, re.DOTALL))
    kinds = dict(re.findall(r'^  "?([\w.]+)"?: (.+);$', named["Bodies"], re.MULTILINE))
    assert set(kinds) == set(SHAPES) | OF_THE_ROOM
    for kind, (shape, _audience) in SHAPES.items():
        body = named.get(kinds[kind], kinds[kind])
        if body != "Record<string, unknown>":
            assert fields_in_typescript(body) == fields_of(shape), kind


def test_every_entry_has_its_shape(hour: Interview) -> None:
    written = list(hour.room.entries.all())
    assert {entry.kind for entry in written} - OF_THE_ROOM == set(SHAPES)
    for entry in written:
        if entry.kind in OF_THE_ROOM:
            continue
        shape, audience = SHAPES[entry.kind]
        # Strict, and nothing beside what is promised.
        assert TypeAdapter(shape).validate_python(entry.body, strict=True) == entry.body, entry.kind
        assert entry.audience == audience, entry.kind
        assert_times_have_zones(entry.body)


def test_nothing_that_was_masked_stands_in_the_log(hour: Interview) -> None:
    bodies = str(list(hour.room.entries.values_list("body", flat=True)))
    assert "13812345678" not in bodies
    assert "第1个问题" in bodies


def assert_times_have_zones(body: Any) -> None:
    match body:
        case dict():
            for name, value in body.items():
                if name in TIMES and value is not None:
                    assert datetime.fromisoformat(value).tzinfo is not None
                assert_times_have_zones(value)
        case list():
            for value in body:
                assert_times_have_zones(value)
