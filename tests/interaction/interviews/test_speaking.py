"""What is said on the stage: in whose name, when, and what happens to words that were wrong."""

import io
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.images.models import Image

from interaction.interviews.actions.drafting import Outdated, save_draft
from interaction.interviews.actions.moderating import approve_question, reject_question
from interaction.interviews.actions.picturing import show_picture
from interaction.interviews.actions.preparing import drop_line, move_line, prepare_line, use_line
from interaction.interviews.actions.redacting import redact
from interaction.interviews.actions.speaking import answer_question, correct, say
from interaction.interviews.actions.staging import pin, put_on_screen
from interaction.interviews.models import (
    AnswerDraft,
    Interview,
    InterviewGuest,
    InterviewPicture,
    Question,
)
from interaction.moderation.models import RejectionCode
from interaction.rooms.actions import Outrun
from interaction.rooms.models import Entry
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed, Refused
from tests.interaction.interviews.conftest import Crew

pytestmark = pytest.mark.django_db
DUTIES = ("host", "moderator", "recorder", "guest")


@pytest.fixture
def live(make_interview: Callable[..., Interview], crew: Crew) -> Interview:
    crew.host.first_name, crew.host.last_name = "", "何婉宁"
    crew.host.save()
    return make_interview(Interview.State.LIVE)


@pytest.fixture
def guest(live: Interview) -> InterviewGuest:
    found: InterviewGuest = live.page.guests.get()
    return found


@pytest.fixture
def shown(live: Interview, make_question: Callable[..., Question], crew: Crew) -> Question:
    return approve_question(make_question(live), crew.moderator)


def answer(question: Question, by: User, text: str = "年满八十周岁。", **more: Any) -> Entry:
    sent = {"client_id": uuid.uuid4(), "seen_seq": question.interview.room.entries.count()} | more
    return answer_question(question.interview, by, text, question, **sent)


def remark(interview: Interview, by: User, text: str = "各位网友好。", **more: Any) -> Entry:
    return say(interview, by, text, **{"client_id": uuid.uuid4()} | more)


def photo(name: str = "hall.jpg", kind: str = "JPEG", size: tuple[int, int] = (1600, 900)) -> Any:
    data = io.BytesIO()
    picture = Picture.new("RGB", size, "#c8553d")
    exif = picture.getexif()
    exif[0x9286] = "GPS"
    picture.save(data, kind, exif=exif)
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


STAGE_VERBS: dict[str, Callable[[Interview, Question, InterviewGuest, User], object]] = {
    "answer": lambda _interview, question, guest, by: answer(question, by, guest=guest),
    "remark": lambda interview, _question, _guest, by: remark(interview, by),
    "screen": lambda interview, question, _guest, by: put_on_screen(interview, by, question),
    "picture": lambda interview, _question, _guest, by: show_picture(
        interview, by, photo(), "会场", client_id=uuid.uuid4()
    ),
    "pin": lambda interview, _question, _guest, by: pin(interview, by, 1),
    "redact": lambda interview, _question, _guest, by: redact(interview, by, 1, "口误"),
    "correct": lambda interview, _question, _guest, by: correct(
        interview, by, 1, "各位好。", client_id=uuid.uuid4()
    ),
    "draft": lambda interview, question, _guest, by: save_draft(interview, by, question, "八十", 0),
    "prepare": lambda interview, _question, _guest, by: prepare_line(interview, by, "开场白"),
}
MAY = {
    "answer": {"host", "recorder", "guest"},
    "remark": {"host", "recorder", "guest"},
    "screen": {"host", "recorder"},
    "picture": {"host", "recorder"},
    "pin": {"host", "recorder"},
    "redact": {"host"},
    "correct": {"host", "recorder"},
    "draft": {"host", "recorder", "guest"},
    "prepare": {"host", "recorder"},
}
# What is done on the stage only while the interview runs; a pause leaves it to the hosts.
ON_AIR = {"answer", "remark", "screen", "picture", "pin", "correct"}


@pytest.mark.parametrize("duty", DUTIES)
@pytest.mark.parametrize("verb", STAGE_VERBS)
def test_verb_by_each_duty(
    make_interview: Callable[..., Interview],
    make_question: Callable[..., Question],
    crew: Crew,
    verb: str,
    duty: str,
) -> None:
    interview = make_interview(Interview.State.LIVE)
    remark(interview, crew.host)
    question = approve_question(make_question(interview), crew.moderator)
    written = interview.room.entries.count()
    act = STAGE_VERBS[verb]
    if duty in MAY[verb]:
        act(interview, question, interview.page.guests.get(), getattr(crew, duty))
        return
    with pytest.raises(NotAllowed):
        act(interview, question, interview.page.guests.get(), getattr(crew, duty))
    assert interview.room.entries.count() == written


@pytest.mark.parametrize("state", Interview.State.values)
@pytest.mark.parametrize("duty", ["host", "recorder"])
@pytest.mark.parametrize("verb", sorted(ON_AIR))
def test_verb_in_each_state(
    make_interview: Callable[..., Interview],
    make_question: Callable[..., Question],
    crew: Crew,
    verb: str,
    duty: str,
    state: str,
) -> None:
    interview = make_interview(Interview.State.LIVE)
    remark(interview, crew.host)
    question = approve_question(make_question(interview), crew.moderator)
    ended = {"ended_at": interview.started_at} if state in Interview.AFTER_STATES else {}
    cancelled = {"cancel_reason": "嘉宾有事"} if state == Interview.State.CANCELLED else {}
    # Its time has not come yet: the clock changes nothing.
    before = {
        "starts_at": interview.ends_at.replace(year=2040),
        "ends_at": interview.ends_at.replace(year=2041),
    }
    times = before if state in Interview.BEFORE_STATES else {}
    Interview.objects.filter(pk=interview.pk).update(state=state, **ended, **cancelled, **times)
    act = STAGE_VERBS[verb]
    if state == "live" or (state == "paused" and duty == "host"):
        act(interview, question, interview.page.guests.get(), getattr(crew, duty))
        return
    with pytest.raises(Conflict) as refusal:
        act(interview, question, interview.page.guests.get(), getattr(crew, duty))
    assert refusal.value.code == "mode"


def test_names_under_which_it_is_said(
    live: Interview, shown: Question, guest: InterviewGuest, crew: Crew
) -> None:
    said = {
        answer(shown, crew.guest): ("沈清和", "云溪市民政局副局长", "guest"),
        answer(shown, crew.recorder, guest=guest): ("沈清和", "云溪市民政局副局长", "guest"),
        remark(live, crew.host): ("何婉宁", "", "host"),
        remark(live, crew.recorder): ("何婉宁", "", "host"),
        remark(live, crew.recorder, guest=guest): ("沈清和", "云溪市民政局副局长", "guest"),
        remark(live, crew.guest): ("沈清和", "云溪市民政局副局长", "guest"),
    }
    for entry, (name, title, duty) in said.items():
        assert (entry.body["by"], entry.body["title"], entry.body["duty"]) == (name, title, duty)
        assert entry.author_kind == duty


def test_account_names_are_never_shown(make_interview: Callable[..., Interview], crew: Crew) -> None:
    interview = make_interview(Interview.State.LIVE)
    assert remark(interview, crew.host).body["by"] == ""
    assert remark(interview, crew.recorder).body["by"] == ""


def test_guests_speak_for_themselves_only(live: Interview, shown: Question, crew: Crew) -> None:
    other = InterviewGuest.objects.create(page=live.page, name="陆一鸣", title="处长")
    with pytest.raises(NotAllowed):
        answer(shown, crew.guest, guest=other)
    with pytest.raises(NotAllowed):
        remark(live, crew.guest, guest=other)
    assert answer(shown, crew.recorder, guest=other).body["by"] == "陆一鸣"


def test_recorder_says_which_guest(
    shown: Question, make_interview: Callable[..., Interview], crew: Crew
) -> None:
    foreign = make_interview(Interview.State.LIVE, title="医保").page.guests.get()
    for wrong in (None, foreign):
        with pytest.raises(Invalid) as refusal:
            answer(shown, crew.recorder, guest=wrong)
        assert refusal.value.field == "guest"


def test_answer_marks_the_question_and_stays_on_screen(live: Interview, shown: Question, crew: Crew) -> None:
    put_on_screen(live, crew.host, shown)
    entry = answer(shown, crew.guest)
    shown.refresh_from_db()
    live.refresh_from_db()
    assert shown.answered_at is not None
    assert live.on_screen == shown
    assert entry.body["question"]["answered"] is True
    assert live.room.entries.filter(kind="question").last().body["answered"] is True
    first_answered = shown.answered_at
    answer(shown, crew.guest, "补充：还要带身份证。")
    shown.refresh_from_db()
    assert shown.answered_at == first_answered


def test_only_what_is_shown_can_be_answered(
    live: Interview, make_question: Callable[..., Question], crew: Crew
) -> None:
    waiting = make_question(live)
    with pytest.raises(Conflict):
        answer(waiting, crew.guest)
    with pytest.raises(Conflict):
        put_on_screen(live, crew.host, waiting)


def test_second_answer_sees_the_first(
    live: Interview, shown: Question, guest: InterviewGuest, crew: Crew
) -> None:
    seen = live.room.entries.count()
    save_draft(live, crew.recorder, shown, "七十九？", 0)
    first = answer(shown, crew.guest, seen_seq=seen)
    with pytest.raises(Outrun) as refusal:
        answer(shown, crew.recorder, guest=guest, seen_seq=seen)
    assert refusal.value.missing == [first]
    assert AnswerDraft.objects.get(author=crew.recorder).text == "七十九？"
    answer(shown, crew.recorder, guest=guest, seen_seq=first.seq)
    assert not AnswerDraft.objects.filter(author=crew.recorder).exists()
    # One's own words are no surprise.
    answer(shown, crew.recorder, guest=guest, seen_seq=first.seq)


def test_answers_to_other_questions_are_in_nobodys_way(
    live: Interview,
    shown: Question,
    guest: InterviewGuest,
    make_question: Callable[..., Question],
    crew: Crew,
) -> None:
    other = approve_question(make_question(live), crew.moderator)
    answer(shown, crew.guest, seen_seq=0)
    remark(live, crew.host)
    assert answer(other, crew.recorder, guest=guest, seen_seq=0).kind == "answer"


@pytest.mark.parametrize("act", [answer, remark], ids=["answer", "remark"])
def test_sent_twice_is_said_once(live: Interview, shown: Question, crew: Crew, act: Any) -> None:
    sent = {"client_id": uuid.uuid4()}
    subject = shown if act is answer else live
    assert act(subject, crew.guest, **sent) == act(subject, crew.guest, **sent)


def test_correction_stands_in_the_place_of_the_first_words(
    live: Interview, shown: Question, crew: Crew
) -> None:
    said = answer(shown, crew.guest, "年满八十岁。")
    once = correct(live, crew.guest, said.seq, "年满七十岁。", client_id=uuid.uuid4())
    twice = correct(live, crew.host, once.seq, "年满八十周岁。", client_id=uuid.uuid4())
    assert (once.body["corrects"], twice.body["corrects"]) == (said.seq, said.seq)
    assert (twice.kind, twice.body["by"], twice.body["question"]["id"]) == ("answer", "沈清和", shown.pk)
    said.refresh_from_db()
    assert said.body["text"] == "年满八十岁。"
    with pytest.raises(Outrun) as refusal:
        correct(live, crew.guest, once.seq, "六十岁。", client_id=uuid.uuid4())
    assert refusal.value.missing == [twice]


def test_guest_does_not_correct_others(live: Interview, crew: Crew) -> None:
    said = remark(live, crew.host)
    with pytest.raises(NotAllowed):
        correct(live, crew.guest, said.seq, "改", client_id=uuid.uuid4())


def test_answer_taken_back_is_owed_again(live: Interview, shown: Question, crew: Crew) -> None:
    said = answer(shown, crew.guest, "错误的数字。")
    pin(live, crew.host, said.seq)
    better = correct(live, crew.guest, said.seq, "正确的数字。", client_id=uuid.uuid4())
    assert redact(live, crew.host, said.seq, "数字有误") == [said.seq]
    shown.refresh_from_db()
    assert shown.answered_at is not None
    epoch = live.room.epoch
    assert redact(live, crew.host, better.seq, "也有误") == [better.seq]
    shown.refresh_from_db()
    live.refresh_from_db()
    live.room.refresh_from_db()
    assert shown.answered_at is None
    assert live.pinned_seq is None
    assert live.room.epoch != epoch
    assert list(Question.objects.owed()) == [shown]


def test_redacted_correction_brings_no_older_words_back(live: Interview, crew: Crew) -> None:
    said = remark(live, crew.host, "他叫张三。")
    better = correct(live, crew.host, said.seq, "他叫张三丰。", client_id=uuid.uuid4())
    assert sorted(redact(live, crew.host, better.seq, "姓名")) == [said.seq, better.seq]
    with pytest.raises(Conflict):
        redact(live, crew.host, said.seq, "再来一次")


def test_words_of_a_question_are_taken_everywhere(
    live: Interview, shown: Question, rude: RejectionCode, crew: Crew
) -> None:
    put_on_screen(live, crew.host, shown)
    first = live.room.entries.filter(kind="question").first()
    with pytest.raises(Conflict):
        redact(live, crew.host, first.seq, "个人信息")
    reject_question(shown, crew.moderator, rude)
    taken = redact(live, crew.host, first.seq, "个人信息")
    left = live.room.entries.filter(redaction=None, audience="public")
    assert len(taken) == 2
    assert shown.public_text not in str(list(left.values_list("body", flat=True)))


def test_answer_survives_the_redaction_of_its_questions_old_words(
    live: Interview, shown: Question, crew: Crew
) -> None:
    said = answer(shown, crew.guest, "年满八十。")
    first = live.room.entries.filter(kind="question").first()
    approve_question(shown, crew.moderator, public_text="几岁可以领高龄津贴？")
    redact(live, crew.host, first.seq, "个人信息")
    answers = live.room.entries.filter(kind="answer", redaction=None)
    assert [(entry.body["text"], entry.body["corrects"]) for entry in answers] == [("年满八十。", said.seq)]
    assert answers[0].body["question"]["text"] == "几岁可以领高龄津贴？"
    shown.refresh_from_db()
    assert shown.answered_at is not None


def test_pinned_and_let_go(live: Interview, crew: Crew) -> None:
    said = remark(live, crew.host)
    pin(live, crew.host, said.seq)
    pin(live, crew.host, said.seq)
    pin(live, crew.host, None)
    pins = live.room.entries.filter(kind="pinned").values_list("body", flat=True)
    assert list(pins) == [{"seq": said.seq}, {"seq": None}]
    with pytest.raises(Conflict):
        pin(live, crew.host, 999)


def test_picture_is_scaled_described_and_rid_of_its_place(live: Interview, crew: Crew) -> None:
    entry = show_picture(live, crew.recorder, photo(), "会场全景", client_id=uuid.uuid4())
    assert entry.body["alt"] == "会场全景"
    assert (entry.body["width"], entry.body["height"]) == (1280, 720)
    assert entry.body["url"].startswith("/media/")
    image = InterviewPicture.objects.get().image
    assert image.collection.name == "在线访谈"
    with Picture.open(image.file) as stored:
        assert not stored.getexif()


@pytest.mark.parametrize(
    ("file", "alt", "field"),
    [
        (lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF"), "会场", "image"),
        (lambda: SimpleUploadedFile("a.jpg", b"no picture at all"), "会场", "file"),
        (lambda: photo("a.png"), "会场", "file"),
        (photo, " ", "alt"),
    ],
)
def test_what_is_no_picture_is_refused(
    live: Interview, crew: Crew, file: Callable[[], Any], alt: str, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        show_picture(live, crew.host, file(), alt, client_id=uuid.uuid4())
    assert refusal.value.field == field
    assert not Image.objects.exists()


def test_picture_taken_back_is_gone_from_the_disk(
    live: Interview, crew: Crew, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES, settings.MEDIA_ROOT = settings.STORAGES | {"default": disk}, tmp_path
    taken, kept = (
        show_picture(live, crew.host, photo(name), "会场", client_id=uuid.uuid4())
        for name in ("taken.jpg", "kept.jpg")
    )
    with django_capture_on_commit_callbacks(execute=True):
        redact(live, crew.host, taken.seq, "拍到了旁人")
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert [name for name in left if "taken" in name] == []
    assert kept.body["url"].rpartition("/")[2] in left
    assert InterviewPicture.objects.get().image.title == "会场"


def test_picture_sent_twice_is_shown_once(live: Interview, crew: Crew) -> None:
    sent = {"client_id": uuid.uuid4()}
    first = show_picture(live, crew.host, photo(), "会场", **sent)
    assert show_picture(live, crew.host, photo(), "会场", **sent) == first
    assert Image.objects.count() == InterviewPicture.objects.count() == 1


def test_drafts_are_ones_own_and_never_overwritten(live: Interview, shown: Question, crew: Crew) -> None:
    save_draft(live, crew.recorder, shown, "记录员的", 0)
    save_draft(live, crew.guest, shown, "嘉宾的", 0)
    second = save_draft(live, crew.recorder, shown, "记录员的二稿", 1)
    assert second.version == 2
    with pytest.raises(Outdated) as refusal:
        save_draft(live, crew.recorder, shown, "旧窗口", 1)
    assert refusal.value.draft.text == "记录员的二稿"
    # Sent again, because the answer was lost.
    assert save_draft(live, crew.recorder, shown, "记录员的二稿", 1).version == 2
    assert set(AnswerDraft.objects.values_list("text", flat=True)) == {"记录员的二稿", "嘉宾的"}


def test_draft_of_a_remark(live: Interview, crew: Crew) -> None:
    save_draft(live, crew.host, None, "开场", 0)
    save_draft(live, crew.host, None, "开场白", 1)
    assert AnswerDraft.objects.get().text == "开场白"
    remark(live, crew.host)
    assert not AnswerDraft.objects.exists()


def test_drafts_leave_no_trace_in_the_log(live: Interview, crew: Crew) -> None:
    save_draft(live, crew.host, None, "开场", 0)
    assert not live.room.entries.exists()


def test_run_sheet_is_written_moved_used_and_dropped(live: Interview, crew: Crew) -> None:
    for text in ("开场白", "政策背景", "结束语"):
        prepare_line(live, crew.host, text, minutes=3)
    first, second, third = live.prepared.all()
    move_line(live, crew.recorder, third.pk, 0)
    assert [line.text for line in live.prepared.all()] == ["结束语", "开场白", "政策背景"]
    prepare_line(live, crew.host, "政策的来历", answer="见文件", minutes=8, line=second.pk)
    entry = use_line(live, crew.recorder, first.pk, client_id=uuid.uuid4())
    assert (entry.kind, entry.body["text"], entry.body["by"]) == ("remark", "开场白", "何婉宁")
    with pytest.raises(Conflict):
        use_line(live, crew.host, first.pk, client_id=uuid.uuid4())
    drop_line(live, crew.host, third.pk)
    drop_line(live, crew.host, third.pk)
    sheet = live.room.entries.filter(kind="run_sheet.changed").last()
    assert sheet.audience == "host"
    assert [(line["order"], line["text"], bool(line["used_at"])) for line in sheet.body["lines"]] == [
        (0, "开场白", True),
        (1, "政策的来历", False),
    ]


def test_prepared_line_added_twice_stands_once(live: Interview, crew: Crew) -> None:
    sent = {"client_id": uuid.uuid4()}
    prepare_line(live, crew.host, "开场白", **sent)
    prepare_line(live, crew.host, "开场白", **sent)
    assert live.prepared.count() == 1


@pytest.mark.parametrize("minutes", [0, 241])
def test_minutes_of_a_line(live: Interview, crew: Crew, minutes: int) -> None:
    with pytest.raises(Refused):
        prepare_line(live, crew.host, "开场白", minutes=minutes)
