"""The desk: what is owed, soonest due first, to those whom it concerns, one voice at a time."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from interaction.cases.actions import Receipt, claim_case, reply_to_case
from interaction.cases.models import Case, CaseEvent
from portal.accounts.models import User
from portal.base.models import Department
from portal.deadlines.models import Obligation

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
SignIn = Callable[[User], Client]
NOW = datetime(2026, 10, 14, 2, 0, tzinfo=UTC)
ANSWER = "路灯已于今天修好。"


@pytest.fixture(autouse=True)
def frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(sign_in: SignIn, officer: User) -> Client:
    return sign_in(officer)


def titles(client: Client, **query: str) -> list[str]:
    page = client.get("/admin/desk/", query).content.decode()
    return re.findall(r'class="desk-title"[^>]*>([^<]+)<', page)


def reply(client: Client, case: Case, body: str, seen: int = 0) -> Any:
    written = {"kind": "answer", "body": body, "seen_reply": seen, "seen_supplement": 0}
    return client.post(f"/admin/desk/{case.pk}/reply/", written)


def test_queue_soonest_due_first_with_words(desk: Client, open_letter: OpenLetter) -> None:
    open_letter(title="今天的信")
    open_letter(title="旧信", received_at=datetime(2026, 9, 28, 2, 0, tzinfo=UTC))
    open_letter(title="上周的信", received_at=datetime(2026, 10, 8, 2, 0, tzinfo=UTC))
    assert titles(desk) == ["旧信", "上周的信", "今天的信"]
    page = desk.get("/admin/desk/").content.decode()
    assert re.findall(r"(?:还剩|已超) \d+ 个工作日", page) == [
        "已超 1 个工作日",
        "还剩 2 个工作日",
        "还剩 7 个工作日",
    ]


def test_queue_views(desk: Client, open_letter: OpenLetter, officer: User, colleague: User) -> None:
    open_letter(title="没人认领")
    open_letter(title="过期", received_at=datetime(2026, 9, 1, 2, 0, tzinfo=UTC))
    claim_case(open_letter(title="我的").case, officer)
    claim_case(open_letter(title="同事的").case, colleague)
    reply_to_case(open_letter(title="答完的").case, officer, ANSWER)
    assert titles(desk) == ["过期", "没人认领", "我的", "同事的"]
    assert titles(desk, view="mine") == ["我的"]
    assert titles(desk, view="unclaimed") == ["过期", "没人认领"]
    assert titles(desk, view="overdue") == ["过期"]
    assert titles(desk, view="no-such-view", p="99", department="x") == titles(desk)
    page = desk.get("/admin/desk/").content.decode()
    assert re.findall(r'desk-views__count">(\d+)<', page) == ["4", "1", "2", "0", "0", "1", "0", "0"]


def test_queue_by_department(
    sign_in: SignIn, open_letter: OpenLetter, housing: Department, health: Department
) -> None:
    open_letter(title="住房", department=housing)
    open_letter(title="卫生", department=health)
    boss = sign_in(User.objects.create_superuser("boss", password="x"))
    assert titles(boss, department=str(health.pk)) == ["卫生"]
    assert len(titles(boss)) == 2


def test_officer_sees_own_department_and_unassigned_only(
    desk: Client, open_letter: OpenLetter, housing: Department, health: Department, county: Site
) -> None:
    seen = [open_letter(title="自己", department=housing), open_letter(title="未分办")]
    elsewhere = Department.objects.create(site=county, name="县住建局", slug="housing")
    hidden = [
        open_letter(title="别的部门", department=health),
        open_letter(title="别的网站", site=county),
        open_letter(title="别的网站的部门", site=county, department=elsewhere),
    ]
    assert titles(desk) == ["自己", "未分办"]
    assert all(desk.get(f"/admin/desk/{each.case.pk}/").status_code == 200 for each in seen)
    for each in hidden:
        assert desk.get(f"/admin/desk/{each.case.pk}/").status_code == 404
        for verb in ("claim", "assign", "note", "reply"):
            answer = desk.post(f"/admin/desk/{each.case.pk}/{verb}/", {"body": ANSWER, "note-note": "x"})
            assert answer.status_code == 404
    assert Obligation.objects.open().count() == 5


def test_staff_of_the_other_site_reach_nothing_here(
    sign_in: SignIn, make_officer: Callable[..., User], open_letter: OpenLetter, county: Site
) -> None:
    elsewhere = Department.objects.create(site=county, name="县住建局", slug="housing")
    client = sign_in(make_officer("county-officer", elsewhere))
    case = open_letter().case
    assert titles(client) == []
    assert client.get(f"/admin/desk/{case.pk}/").status_code == 404


def test_officer_without_a_department_sees_nothing(
    sign_in: SignIn, make_officer: Callable[..., User], open_letter: OpenLetter
) -> None:
    open_letter()
    assert titles(sign_in(make_officer("new", None))) == []


def test_staff_without_the_permission_are_turned_away(
    sign_in: SignIn, open_letter: OpenLetter, housing: Department
) -> None:
    from django.contrib.auth.models import Group

    from portal.accounts.roles import EDITORS

    editor = User.objects.create_user("editor", password="x", department=housing)
    editor.groups.add(Group.objects.get(name=EDITORS))
    client, case = sign_in(editor), open_letter().case
    for address in ("/admin/desk/", f"/admin/desk/{case.pk}/", "/admin/desk/999999/"):
        assert client.get(address).status_code in (302, 403)
    assert client.post(f"/admin/desk/{case.pk}/claim/").status_code in (302, 403)
    assert "/admin/desk/" not in client.get("/admin/").content.decode()


def test_visitors_are_asked_to_sign_in(open_letter: OpenLetter) -> None:
    answer = Client().get(f"/admin/desk/{open_letter().case.pk}/")
    assert (answer.status_code, "login" in answer["Location"]) == (302, True)


def test_menu_shows_the_desk_to_officers(desk: Client) -> None:
    assert "/admin/desk/" in desk.get("/admin/").content.decode()


def test_case_page_shows_letter_clock_and_contact(desk: Client, open_letter: OpenLetter) -> None:
    receipt = open_letter(contact="13800001111", contact_name="陈小明", consent_to_contact=True)
    page = desk.get(f"/admin/desk/{receipt.case.pk}/").content.decode()
    for words in (
        receipt.number,
        "我家门口的路灯",
        "还剩 7 个工作日",
        "13800001111",
        "陈小明",
        "2026年10月23日",
    ):
        assert words in page


def test_claim_then_colleague_is_told(
    desk: Client, sign_in: SignIn, colleague: User, officer: User, open_letter: OpenLetter
) -> None:
    case = open_letter().case
    assert desk.post(f"/admin/desk/{case.pk}/claim/").status_code == 302
    late = sign_in(colleague).post(f"/admin/desk/{case.pk}/claim/")
    assert late.status_code == 409
    assert "officer已认领此件" in late.content.decode()
    assert Case.objects.get().handler == officer


def test_reply_reaches_the_citizen_and_keeps_the_promise(desk: Client, open_letter: OpenLetter) -> None:
    receipt = open_letter()
    assert reply(desk, receipt.case, ANSWER).status_code == 302
    assert Obligation.objects.satisfied_on_time().count() == 1
    assert titles(desk) == []
    citizen = Client()
    citizen.post("/track/", {"number": receipt.number, "query_code": receipt.query_code})
    assert ANSWER in citizen.get("/track/").content.decode()


@pytest.mark.parametrize("body", ["", "您好，您的来信已收悉。", "长" * 20_001])
def test_reply_that_is_refused_comes_back_as_draft(desk: Client, open_letter: OpenLetter, body: str) -> None:
    case = open_letter().case
    answer = reply(desk, case, body)
    assert answer.status_code == 400
    assert body in answer.content.decode()
    assert Obligation.objects.open().count() == 1


def test_two_officers_answer_at_once_the_second_keeps_the_draft(
    desk: Client, sign_in: SignIn, colleague: User, open_letter: OpenLetter
) -> None:
    case, second = open_letter().case, sign_in(colleague)
    assert reply(desk, case, ANSWER).status_code == 302
    draft = "我们昨天已派人更换灯泡。"
    late = reply(second, case, draft)
    page = late.content.decode()
    assert late.status_code == 409
    assert draft in page
    assert ANSWER in page
    assert "officer已作出答复" in page
    assert case.replies.count() == 1
    seen = re.search(r'name="seen_reply" value="(\d+)"', page)
    assert seen
    assert reply(second, case, draft, int(seen.group(1))).status_code == 302
    assert case.replies.count() == 2


def test_assign_and_note(
    desk: Client, sign_in: SignIn, stranger: User, open_letter: OpenLetter, health: Department
) -> None:
    case = open_letter().case
    assert desk.post(f"/admin/desk/{case.pk}/note/", {"note-note": "需现场核实"}).status_code == 302
    assert "需现场核实" in desk.get(f"/admin/desk/{case.pk}/").content.decode()
    given = desk.post(
        f"/admin/desk/{case.pk}/assign/", {"assign-department": health.pk, "assign-note": "归你们"}
    )
    assert (given.status_code, given["Location"]) == (302, "/admin/desk/")
    assert desk.get(f"/admin/desk/{case.pk}/").status_code == 404
    assert "归你们" in sign_in(stranger).get(f"/admin/desk/{case.pk}/").content.decode()


@pytest.mark.parametrize("verb", ["assign", "note"])
def test_empty_forms_are_refused(desk: Client, open_letter: OpenLetter, verb: str) -> None:
    case = open_letter().case
    assert desk.post(f"/admin/desk/{case.pk}/{verb}/").status_code == 400
    assert CaseEvent.objects.count() == 1


def test_assign_to_a_department_of_another_site_is_refused(
    desk: Client, open_letter: OpenLetter, county: Site
) -> None:
    case = open_letter().case
    elsewhere = Department.objects.create(site=county, name="县住建局", slug="housing")
    answer = desk.post(f"/admin/desk/{case.pk}/assign/", {"assign-department": elsewhere.pk})
    assert answer.status_code == 400
    assert Case.objects.get().department is None


def test_verbs_need_a_post(desk: Client, open_letter: OpenLetter) -> None:
    case = open_letter().case
    for verb in ("claim", "assign", "note", "reply"):
        assert desk.get(f"/admin/desk/{case.pk}/{verb}/").status_code == 405


def test_pages_of_the_queue(desk: Client, open_letter: OpenLetter) -> None:
    for number in range(32):
        open_letter(title=f"信{number}", received_at=NOW - timedelta(minutes=60 - number))
    assert len(titles(desk)) == 30
    assert titles(desk, p="2") == ["信30", "信31"]


def test_number_of_queries_does_not_grow(
    desk: Client, open_letter: OpenLetter, officer: User, colleague: User
) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    first = open_letter().case
    seen = reply_to_case(first, officer, ANSWER).pk
    claim_case(open_letter().case, officer)
    queries("/admin/desk/"), queries(f"/admin/desk/{first.pk}/")
    few = queries("/admin/desk/"), queries(f"/admin/desk/{first.pk}/")
    for _letter in range(12):
        claim_case(open_letter().case, colleague)
    for _reply in range(5):
        seen = reply_to_case(first, officer, ANSWER, seen_reply=seen).pk
    assert queries("/admin/desk/") == few[0]
    assert queries(f"/admin/desk/{first.pk}/") == few[1]
    assert few[0] <= 28
