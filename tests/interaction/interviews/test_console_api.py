"""The console's doors for its screen: what they give, whom they let in, how they refuse."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interaction.interviews.actions.moderating import approve_question
from interaction.interviews.console.verbs import VERBS
from interaction.interviews.models import Interview, Question
from portal.accounts.models import User
from tests.interaction.interviews.conftest import Crew

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


class Caller:
    """Somebody who calls the console's doors by script."""

    def __init__(self, user: User, interview: Interview) -> None:
        self.client, self.interview = Client(headers=JSON), interview
        self.client.force_login(user)

    def state(self) -> dict[str, Any]:
        response = self.client.get(reverse("console:state", args=[self.interview.pk]))
        assert response.status_code == 200, response.content
        assert response.headers["Cache-Control"] == "private, no-store"
        return response.json()

    def do(self, verb: str, status: int = 200, **fields: Any) -> dict[str, Any]:
        url = reverse("console:do", args=[self.interview.pk, verb])
        response = self.client.post(url, {"client_id": str(uuid.uuid4())} | fields)
        assert response.status_code == status, response.content.decode()
        return response.json()


@pytest.fixture
def live(make_interview: Callable[..., Interview]) -> Interview:
    return make_interview(Interview.State.LIVE)


@pytest.fixture
def shown(live: Interview, make_question: Callable[..., Question], crew: Crew) -> Question:
    return approve_question(make_question(live), crew.moderator)


@pytest.mark.usefixtures("shown")
def test_state_holds_everything_for_the_host(live: Interview, crew: Crew) -> None:
    state = Caller(crew.host, live).state()
    assert state["interview"]["state"] == "live"
    assert state["me"]["duties"] == ["host", "moderator", "recorder"]
    assert state["me"]["audience"] == "host"
    assert set(state["verbs"]) == set(VERBS)
    assert [question["state"] for question in state["questions"]] == ["approved"]
    assert [guest["name"] for guest in state["guests"]] == ["沈清和"]
    assert {code["code"] for code in state["codes"]} >= {"insult", "other-channel"}
    live.room.refresh_from_db()
    assert state["room"]["last_seq"] == live.room.last_seq


def test_whole_course_of_an_answer(live: Interview, shown: Question, crew: Crew) -> None:
    host, recorder = Caller(crew.host, live), Caller(crew.recorder, live)
    assert host.do("screen", question=shown.pk)["interview"]["on_screen"] == shown.pk
    guest = host.state()["guests"][0]["id"]
    draft = recorder.do("draft", question=shown.pk, text="年满八十", version=0)["draft"]
    assert draft["version"] == 1
    assert host.state()["drafts"] == [draft]
    sent = recorder.do("answer", question=shown.pk, text="年满八十周岁即可。", seen_seq=0, guest=guest)
    assert sent["entry"]["body"]["by"] == "沈清和"
    assert sent["entry"]["body"]["duty"] == "guest"
    assert sent["question"]["answered_at"]
    state = host.state()
    assert state["drafts"] == []
    # The host changes the screen, not the answer.
    assert state["interview"]["on_screen"] == shown.pk


def test_sent_twice_is_said_once(live: Interview, shown: Question, crew: Crew) -> None:
    guest = Caller(crew.guest, live)
    fields = {"question": shown.pk, "text": "可以。", "seen_seq": 0, "client_id": str(uuid.uuid4())}
    assert guest.do("answer", **fields)["entry"] == guest.do("answer", **fields)["entry"]
    assert live.room.entries.filter(kind="answer").count() == 1


def test_outrun_brings_what_was_missed(live: Interview, shown: Question, crew: Crew) -> None:
    guest, recorder = Caller(crew.guest, live), Caller(crew.recorder, live)
    own = guest.state()["me"]["guest"]
    said = guest.do("answer", question=shown.pk, text="可以。", seen_seq=0)["entry"]
    recorder.do("draft", question=shown.pk, text="可以，请带身份证。", version=0)
    fields = {"question": shown.pk, "text": "可以，请带身份证。", "guest": own}
    refused = recorder.do("answer", 409, seen_seq=said["seq"] - 1, **fields)
    assert refused["code"] == "outrun"
    assert [entry["seq"] for entry in refused["missing"]] == [said["seq"]]
    assert [draft["text"] for draft in recorder.state()["drafts"]] == ["可以，请带身份证。"]
    recorder.do("answer", seen_seq=said["seq"], **fields)


def test_decided_meanwhile_shows_the_decision(
    live: Interview, make_question: Callable[..., Question], crew: Crew
) -> None:
    question = make_question(live)
    moderator, host = Caller(crew.moderator, live), Caller(crew.host, live)
    host.do("approve", question=question.pk, seen_state="pending")
    refused = moderator.do("reject", 409, question=question.pk, code="insult", seen_state="pending")
    assert (refused["code"], refused["question"]["state"]) == ("conflict", "approved")


def test_newer_draft_is_shown_not_overwritten(live: Interview, crew: Crew) -> None:
    recorder = Caller(crew.recorder, live)
    recorder.do("draft", text="第一版", version=0)
    recorder.do("draft", text="第二版", version=1)
    refused = recorder.do("draft", 409, text="旧窗口", version=1)
    assert refused["draft"]["text"] == "第二版"


def test_personal_data_is_held_back_until_confirmed(live: Interview, crew: Crew) -> None:
    host = Caller(crew.host, live)
    refused = host.do("remark", 400, text="请拨打13812345678联系张女士。")
    assert (refused["code"], refused["field"]) == ("personal_data", "text")
    host.do("remark", text="请拨打13812345678联系张女士。", confirm_personal_data=1)
    host.do("remark", text="咨询电话：0571-88886666，也可拨打12345。")


def test_original_words_are_for_moderators_only(
    live: Interview, make_question: Callable[..., Question], crew: Crew
) -> None:
    question = make_question(live, "我的电话是13812345678")
    Question.objects.filter(pk=question.pk).update(public_text="我的电话是***********")
    assert Caller(crew.moderator, live).state()["questions"][0]["original"] == "我的电话是13812345678"
    for person in (crew.recorder, crew.guest):
        seen = Caller(person, live).state()["questions"][0]
        assert (seen["original"], seen["masked"]) == (None, True)


def test_strangers_are_kept_out(
    live: Interview, make_host: Callable[[str], User], client: Client, county: Any
) -> None:
    url = reverse("console:state", args=[live.pk])
    assert client.get(url).status_code == 302
    assert client.get(url, headers=JSON).json()["code"] == "login"
    client.force_login(make_host("colleague"))
    assert client.get(url, headers=JSON).status_code == 403
    spoken = client.post(reverse("console:do", args=[live.pk, "remark"]), {"text": "好"})
    assert (spoken.status_code, spoken.headers["Content-Type"]) == (403, "text/html; charset=utf-8")
    stranger = make_host("stranger")
    stranger.department = stranger.department.__class__.objects.create(
        site=county, name="县民政局", slug="county-civil"
    )
    stranger.save()
    client.force_login(stranger)
    assert client.get(url, headers=JSON).status_code == 404


@pytest.mark.parametrize(
    ("verb", "fields", "field"),
    [
        ("approve", {"question": "x"}, "question"),
        ("approve", {"question": "999999999999999999999"}, "question"),
        ("approve", {"question": "999999"}, "question"),
        ("reject", {"code": "no-such"}, "code"),
        ("extend", {"minutes": ""}, "minutes"),
        ("delay", {"starts_at": "2026-13-40"}, "starts_at"),
        ("remark", {"text": "好", "client_id": "x"}, "client_id"),
        ("remark", {"text": "好", "client_id": ""}, "client_id"),
        ("picture", {"alt": "会场"}, "image"),
        ("redact", {"seq": "1"}, "reason"),
        ("answer", {"text": "好", "seen_seq": "0", "guest": "0"}, "guest"),
    ],
)
def test_fields_that_cannot_be_read_are_named(
    live: Interview, shown: Question, crew: Crew, verb: str, fields: dict[str, str], field: str
) -> None:
    refused = Caller(crew.host, live).do(verb, 400, **({"question": shown.pk} | fields))
    assert refused["field"] == field


def test_life_cycle_by_the_console(make_interview: Callable[..., Interview], crew: Crew) -> None:
    soon = timezone.now() + timedelta(minutes=10)
    interview = make_interview()
    Interview.objects.filter(pk=interview.pk).update(starts_at=soon, ends_at=soon + timedelta(hours=1))
    host = Caller(crew.host, interview)
    for verb, fields, state in (
        ("start", {}, "live"),
        ("pause", {"reason": "技术故障"}, "paused"),
        ("resume", {}, "live"),
        ("extend", {"minutes": 15}, "live"),
        ("rules", {"stopped": 1, "slow_mode_seconds": 30}, "live"),
        ("end", {}, "ended"),
    ):
        assert host.do(verb, **fields)["interview"]["state"] == state
    assert host.do("pause", 409)["code"] == "state"


def test_form_without_script_goes_back_with_a_message(live: Interview, crew: Crew) -> None:
    client = Client()
    client.force_login(crew.host)
    url = reverse("console:do", args=[live.pk, "remark"])
    sent = client.post(url, {"text": "直播开始了。", "client_id": str(uuid.uuid4())})
    plain = reverse("console:page", args=[live.pk]) + "?plain=1"
    assert (sent.status_code, sent.headers["Location"]) == (302, plain)
    assert live.room.entries.get().body["text"] == "直播开始了。"
    refused = client.post(url, {"text": "", "client_id": str(uuid.uuid4())})
    assert refused.status_code == 302
    assert client.get(reverse("console:do", args=[live.pk, "remark"])).status_code == 405
    assert client.post(reverse("console:do", args=[live.pk, "nothing"])).status_code == 404


def test_words_that_a_plain_form_could_not_say_are_kept(live: Interview, shown: Question, crew: Crew) -> None:
    client = Client()
    client.force_login(crew.guest)
    url = reverse("console:do", args=[live.pk, "answer"])
    fields = {"question": shown.pk, "seen_seq": 0, "client_id": str(uuid.uuid4())}
    client.post(url, fields | {"text": "请拨打13812345678。"})
    assert live.drafts.get().text == "请拨打13812345678。"
    client.post(url, fields | {"text": "请拨打13812345678，找我。"})
    assert live.drafts.get().text == "请拨打13812345678，找我。"
    client.post(url, fields | {"text": "请拨打12345。"})
    assert not live.drafts.exists()
    client.force_login(crew.moderator)
    client.post(url, fields | {"text": "我不发言"})
    assert not live.drafts.exists()
