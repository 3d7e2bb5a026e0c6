"""From a question that was not answered to a person who answers it: consent, receipt, desk, reply."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Site

from chatbot import views
from chatbot.models import Conversation, Turn
from interaction.cases.models import REPLY, Case
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS
from portal.base.models import AuditEntry, Department
from portal.base.throttling import Limit
from portal.content.models import PolicyPage
from tests.chatbot.conftest import PIGEON_QUESTION, REGISTER
from tests.factories import SiteFactory

pytestmark = pytest.mark.django_db
CONSENT = {"consent_to_share": "on"}
BODY = "我养了六只信鸽，社区说不能登记，该找谁？"


@pytest.fixture
def department(site: Site) -> Department:
    return Department.objects.get(site=site, slug="urban-management")


@pytest.fixture
def refused(citizen: Client, pigeons: PolicyPage, department: Department, shut_gate: None) -> Turn:
    """A turn that the policies did not answer."""
    pigeons.department = department
    pigeons.save_revision().publish()
    citizen.post("/chat/ask/", {"question": PIGEON_QUESTION})
    return Turn.objects.get()


def hand_off(client: Client, turn: Turn | None = None, **data: Any) -> Any:
    address = f"/chat/handoff/?turn={turn.pk}" if turn else "/chat/handoff/"
    return client.post(address, {"body": BODY, **data})


def field(page: Any, name: str) -> Any:
    return BeautifulSoup(page.content, "html.parser").find(attrs={"name": name})


def chosen(page: Any, name: str) -> str:
    option = field(page, name).find("option", selected=True)
    return option["value"] if option else ""


def test_form_is_filled_from_the_turn(
    citizen: Client, refused: Turn, pigeons: PolicyPage, department: Department
) -> None:
    page = citizen.get("/chat/handoff/", {"turn": refused.pk})
    assert field(page, "body").text.strip() == PIGEON_QUESTION
    assert chosen(page, "topic") == str(pigeons.topic_id)
    assert chosen(page, "department") == str(department.pk)
    assert not field(page, "consent_to_share").has_attr("checked")
    assert not field(page, "consent_to_contact").has_attr("checked")


@pytest.mark.parametrize("turn", ["", "0", "x", "9" * 30])
def test_form_without_a_turn_is_empty(citizen: Client, turn: str) -> None:
    page = citizen.get("/chat/handoff/", {"turn": turn})
    assert (page.status_code, field(page, "body").text.strip()) == (200, "")


def test_form_of_another_visitors_turn_is_empty(refused: Turn) -> None:
    page = Client().get("/chat/handoff/", {"turn": refused.pk})
    assert field(page, "body").text.strip() == ""
    assert PIGEON_QUESTION not in page.content.decode()


def test_only_departments_of_the_site_are_offered(citizen: Client, department: Department) -> None:
    other = Department.objects.create(site=SiteFactory(), name="外县民政局", slug="elsewhere")
    assert "外县民政局" not in citizen.get("/chat/handoff/").content.decode()
    assert hand_off(citizen, department=other.pk, **CONSENT).status_code == 400
    assert not Case.objects.exists()


@time_machine.travel(datetime(2026, 2, 11, 2, 0, tzinfo=UTC), tick=False)
def test_receipt_shows_number_code_and_due_date(citizen: Client, refused: Turn) -> None:
    answer = hand_off(citizen, refused, **CONSENT)
    assert (answer.status_code, answer["Location"]) == (302, "/letters/receipt/")
    page = citizen.get("/letters/receipt/").content.decode()
    case = Case.objects.get()
    assert case.number in page
    assert re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", page)
    assert "2026年2月27日" in page  # seven working days over the Spring Festival with its make-up days
    obligation = case.obligations.get(kind=REPLY)
    assert (obligation.amount, obligation.due_on.isoformat()) == (7, "2026-02-27")
    assert (case.channel, case.source, case.body) == ("chatbot", refused.conversation, BODY)
    entry = AuditEntry.objects.get(action="conversation.handed_off")
    assert entry.detail == {"reason": refused.status, "case": case.pk}


def test_without_consent_nothing_is_handed_over(citizen: Client, refused: Turn) -> None:
    answer = hand_off(citizen, refused)
    assert answer.status_code == 400
    assert "未经您同意，任何人都不能查看这段对话" in answer.content.decode()
    assert field(answer, "body").text.strip() == BODY
    assert not Case.objects.exists()


def test_contact_without_consent_is_refused(citizen: Client, refused: Turn) -> None:
    answer = hand_off(citizen, refused, contact="13800138000", **CONSENT)
    assert answer.status_code == 400
    assert not Case.objects.exists()
    hand_off(citizen, refused, contact="13800138000", consent_to_contact="on", **CONSENT)
    case = Case.objects.get()
    assert (case.contact, case.consent_to_contact) == ("13800138000", True)


@pytest.mark.parametrize("body", ["", "   ", "\x00", "字" * 10_000])
def test_bad_question_is_refused_with_a_message(citizen: Client, body: str) -> None:
    answer = hand_off(citizen, body=body, **CONSENT)
    assert answer.status_code == 400
    assert not Case.objects.exists()


def test_handoff_needs_no_question_before(citizen: Client) -> None:
    assert hand_off(citizen, **CONSENT).status_code == 302
    assert AuditEntry.objects.get(action="conversation.handed_off").detail["reason"] == "handoff"


def test_other_visitors_turn_is_not_handed_over(refused: Turn) -> None:
    stranger = Client()
    hand_off(stranger, refused, **CONSENT)
    case = Case.objects.get()
    assert case.source != refused.conversation
    assert Conversation.objects.count() == 2


def test_long_question_is_shortened_for_the_title_alone(citizen: Client) -> None:
    hand_off(citizen, body="信鸽\n登记 " * 100, **CONSENT)
    case = Case.objects.get()
    assert case.title.endswith("…")
    assert "\n" not in case.title
    assert len(case.body) > len(case.title)


def test_too_many_handoffs_wait(citizen: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_ADDRESS", Limit("chat-address", tries=1, seconds=300))
    assert [hand_off(citizen, **CONSENT).status_code for _try in range(2)] == [302, 429]
    assert Case.objects.count() == 1


# At the desk.


@pytest.fixture
def desk(department: Department) -> Client:
    officer = User.objects.create_user("officer", department=department)
    officer.groups.add(Group.objects.get(name=OFFICERS))
    client = Client()
    client.force_login(officer)
    return client


def test_staff_read_the_conversation_and_the_citizen_reads_the_reply(
    citizen: Client, desk: Client, refused: Turn, department: Department
) -> None:
    hand_off(citizen, refused, department=department.pk, **CONSENT)
    receipt = citizen.get("/letters/receipt/").content.decode()
    code = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", receipt)
    case = Case.objects.get()
    page = desk.get(f"/admin/desk/{case.pk}/").content.decode()
    for words in (case.number, BODY, PIGEON_QUESTION, "不能凭猜测答复您"):
        assert words in page

    reply = {"kind": "answer", "body": "请持身份证到城市管理局二楼登记窗口办理。"}
    seen = {"seen_reply": 0, "seen_supplement": 0}
    assert desk.post(f"/admin/desk/{case.pk}/reply/", reply | seen).status_code == 302
    assert code
    visitor = Client()
    visitor.post("/track/", {"number": case.number, "query_code": code.group()})
    assert reply["body"] in visitor.get("/track/").content.decode()
    assert case.obligations.get(kind=REPLY).satisfied_at is not None


def test_transcript_shows_quotes_with_their_sources(
    citizen: Client,
    desk: Client,
    pigeons: PolicyPage,
    department: Department,
    open_gate: None,
) -> None:
    citizen.post("/chat/ask/", {"question": f"<b>{PIGEON_QUESTION}</b>"})
    hand_off(citizen, Turn.objects.get(), department=department.pk, **CONSENT)
    address = f"/admin/desk/{Case.objects.get().pk}/"
    page = desk.get(address).content.decode()
    assert REGISTER in page
    assert f'href="{pigeons.url}#article-1"' in page
    assert f"<b>{PIGEON_QUESTION}" not in page
    pigeons.unpublish()
    transcript = BeautifulSoup(desk.get(address).content, "html.parser").find(class_="transcript")
    assert REGISTER in transcript.text
    assert "已撤下" in transcript.text
    assert not transcript.find_all("a")


def test_officer_of_another_department_does_not_see_the_conversation(
    citizen: Client, refused: Turn, department: Department, make_stranger: Callable[[], Client]
) -> None:
    hand_off(citizen, refused, department=department.pk, **CONSENT)
    assert make_stranger().get(f"/admin/desk/{Case.objects.get().pk}/").status_code == 404


@pytest.fixture
def make_stranger(site: Site) -> Callable[[], Client]:
    def make() -> Client:
        elsewhere = Department.objects.get(site=site, slug="education")
        user = User.objects.create_user("stranger", department=elsewhere)
        user.groups.add(Group.objects.get(name=OFFICERS))
        client = Client()
        client.force_login(user)
        return client

    return make
