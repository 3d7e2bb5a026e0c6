"""What the queue can be narrowed to, several cases at once, and who stands in for whom."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from interaction.cases import actions
from interaction.cases.actions import Receipt
from interaction.cases.models import Absence, Case, MailboxPage
from portal.accounts.models import User
from portal.base.models import Department
from tests.factories import TopicFactory

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


def at(day: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, 2, 0, tzinfo=UTC)


def titles(client: Client, **query: str) -> list[str]:
    page = client.get("/admin/desk/", query).content.decode()
    return re.findall(r'class="desk-title"[^>]*>([^<]+)<', page)


def counts(client: Client, **query: str) -> dict[str, str]:
    page = client.get("/admin/desk/", query).content.decode()
    found = re.findall(r'view=(\w+)[^>]*>\s*[^<]+<span class="desk-views__count">(\d+)<', page)
    return dict(found)


def messages(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_filters_narrow_the_queue_and_its_numbers(
    desk: Client, open_letter: OpenLetter, make_mailbox: Callable[..., MailboxPage]
) -> None:
    mailbox, topic = make_mailbox(), TopicFactory(name="市政")
    open_letter(title="写给市长", mailbox=mailbox)
    open_letter(title="投诉夜间施工", kind="complaint")
    number = open_letter(title="人民路路灯不亮", topic=topic).number
    assert titles(desk, mailbox=str(mailbox.pk)) == ["写给市长"]
    assert titles(desk, kind="complaint") == ["投诉夜间施工"]
    assert titles(desk, topic=str(topic.pk)) == ["人民路路灯不亮"]
    assert titles(desk, q="路灯") == ["人民路路灯不亮"]
    assert titles(desk, q=number[-9:].lower()) == ["人民路路灯不亮"]
    assert titles(desk, q="停水") == []
    assert counts(desk, q="路灯")["all"] == "1"
    assert len(titles(desk, kind="no-such", mailbox="x", topic="-1", order="?")) == 3


def test_order_of_receipt(desk: Client, open_letter: OpenLetter) -> None:
    for day in (9, 13, 12):
        open_letter(title=f"{day}日", received_at=at(day))
    assert titles(desk) == ["9日", "12日", "13日"]
    assert titles(desk, order="newest") == ["13日", "12日", "9日"]
    assert titles(desk, order="oldest") == ["9日", "12日", "13日"]


def test_due_within_working_days(desk: Client, open_letter: OpenLetter) -> None:
    # Wednesday 14 October: due 14 (today), 15, 19 (Monday, the third working day), 20, and overdue.
    for title, received in {"今天": 29, "明天": 30}.items():
        open_letter(title=title, received_at=at(received, month=9))
    open_letter(title="过期", received_at=at(1, month=9))
    open_letter(title="下周一", received_at=at(9))
    open_letter(title="下周二", received_at=at(10))
    due = {case.title: case.obligations.get().due_on for case in Case.objects.all()}
    assert due["今天"] == date(2026, 10, 14), due
    assert titles(desk, view="due1") == [
        title
        for title, on in sorted(due.items(), key=lambda row: row[1])
        if date(2026, 10, 14) <= on <= date(2026, 10, 15)
    ]
    assert titles(desk, view="due3") == [
        title
        for title, on in sorted(due.items(), key=lambda row: row[1])
        if date(2026, 10, 14) <= on <= date(2026, 10, 19)
    ]
    assert titles(desk, view="overdue") == ["过期"]
    assert counts(desk)["due3"] == str(len(titles(desk, view="due3")))


def test_answered_and_dropped_cases_are_found_too(
    desk: Client, open_letter: OpenLetter, officer: User
) -> None:
    actions.reply_to_case(open_letter(title="答完的").case, officer, ANSWER)
    actions.withdraw_case(open_letter(title="撤回的").case)
    open_letter(title="在办的")
    assert titles(desk) == ["在办的"]
    assert titles(desk, scope="answered") == ["答完的"]
    assert titles(desk, scope="dropped") == ["撤回的"]
    assert set(titles(desk, scope="any")) == {"答完的", "撤回的", "在办的"}
    assert titles(desk, scope="any", view="mine") == ["答完的"]
    page = desk.get("/admin/desk/", {"q": "答完"}).content.decode()
    assert "scope=any" in page


def test_decisions_and_bad_ratings(desk: Client, open_letter: OpenLetter, officer: User) -> None:
    waiting = open_letter(title="待审批的").case
    actions.propose_extension(waiting, officer, code="complex", reason="需勘查")
    for title, level in {"差评": 1, "好评": 5}.items():
        case = open_letter(title=title).case
        actions.reply_to_case(case, officer, ANSWER)
        actions.rate_reply(case, level, "还是不亮")
    assert titles(desk, view="decisions") == ["待审批的"]
    assert titles(desk, view="bad") == ["差评"]
    assert (counts(desk)["decisions"], counts(desk)["bad"]) == ("1", "1")
    bad = Case.objects.get(title="差评")
    actions.reply_to_case(bad, officer, "已再次派人修好，请查看。", seen_reply=bad.replies.get().pk)
    assert titles(desk, view="bad") == []


def test_merged_case_stands_in_the_queue_only_while_it_is_due_sooner(
    desk: Client, open_letter: OpenLetter, officer: User
) -> None:
    main = open_letter(title="主件", received_at=at(9)).case
    sooner = open_letter(title="更早到期", received_at=at(8)).case
    later = open_letter(title="更晚到期", received_at=at(13)).case
    actions.merge_cases([sooner, later], main, officer, "同一盏路灯")
    assert titles(desk) == ["更早到期", "主件"]
    assert counts(desk)["all"] == "2"
    assert f"已并入 {main.number}" in desk.get("/admin/desk/").content.decode()


def test_bulk_claim_tells_each_refusal(
    desk: Client, open_letter: OpenLetter, officer: User, colleague: User
) -> None:
    mine, free = open_letter(title="一").case, open_letter(title="二").case
    taken = actions.claim_case(open_letter(title="三").case, colleague)
    actions.assign_case(mine, officer.department, officer)
    actions.assign_case(free, officer.department, officer)
    chosen = [mine.pk, free.pk, taken.pk, 999_999]
    answer = desk.post("/admin/desk/bulk/?kind=consultation", {"verb": "claim", "case": chosen}, follow=True)
    assert answer.redirect_chain[0][0] == "/admin/desk/?kind=consultation"
    assert messages(answer) == ["已办理 2 件。", f"{taken.number}: colleague已认领此件。"]
    assert Case.objects.filter(handler=officer).count() == 2


def test_bulk_assign(desk: Client, open_letter: OpenLetter, health: Department) -> None:
    cases = [open_letter(title=title).case for title in "一二三"]
    data = {"verb": "assign", "department": health.pk, "case": [case.pk for case in cases[:2]]}
    assert messages(desk.post("/admin/desk/bulk/", data, follow=True)) == ["已办理 2 件。"]
    assert Case.objects.filter(department=health).count() == 2
    assert titles(desk) == ["三"]


def test_bulk_assign_leaves_what_a_colleague_has_in_hand(
    desk: Client, open_letter: OpenLetter, colleague: User, health: Department
) -> None:
    free = open_letter(title="一").case
    taken = actions.claim_case(open_letter(title="二").case, colleague)
    data = {"verb": "assign", "department": health.pk, "case": [free.pk, taken.pk]}
    answer = desk.post("/admin/desk/bulk/", data, follow=True)
    assert messages(answer) == ["已办理 1 件。", f"{taken.number}: colleague已认领此件。"]
    assert Case.objects.get(handler=colleague).department == colleague.department


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"verb": "claim"}, "请先勾选受理件。"),
        ({"verb": "assign"}, "请选择要对这些受理件进行的操作。"),
        ({}, "请选择要对这些受理件进行的操作。"),
    ],
)
def test_bulk_without_a_choice(desk: Client, data: dict[str, str], words: str) -> None:
    assert messages(desk.post("/admin/desk/bulk/", data, follow=True)) == [words]


def test_absence_is_told_and_everything_handed_over(
    desk: Client, sign_in: SignIn, supervisor: User, open_letter: OpenLetter, officer: User, colleague: User
) -> None:
    cases = [actions.claim_case(open_letter(title=title).case, colleague) for title in "一二"]
    Absence.objects.create(
        site=cases[0].site,
        user=colleague,
        substitute=officer,
        begins_on=date(2026, 10, 14),
        ends_on=date(2026, 10, 16),
    )
    words = "请假至2026年10月16日，由officer代办"
    assert words in desk.get("/admin/desk/").content.decode()
    assert words in desk.get(f"/admin/desk/{cases[0].pk}/").content.decode()
    other = actions.claim_case(open_letter(title="三").case, officer)
    assert (
        "colleague（请假，由officer代办）</option>" in desk.get(f"/admin/desk/{other.pk}/").content.decode()
    )
    boss = sign_in(supervisor)
    link = re.search(
        r'href="(/admin/desk/hand-over/\?[^"]+)"', boss.get("/admin/desk/absences/").content.decode()
    )
    assert link
    page = boss.get(link[1].replace("&amp;", "&")).content.decode()
    assert f'<option value="{colleague.pk}" selected>' in page
    chosen = {"from_user": colleague.pk, "to": officer.pk}
    assert desk.post("/admin/desk/hand-over/", chosen).status_code == 400
    answer = boss.post("/admin/desk/hand-over/", chosen, follow=True)
    assert messages(answer) == ["已将 2 件移交给officer。"]
    assert titles(desk, view="mine") == ["一", "二", "三"]
    with time_machine.travel(at(17), tick=False):
        assert words not in desk.get("/admin/desk/").content.decode()


def test_desk_warns_of_a_year_without_notice(sign_in: SignIn, officer: User, open_letter: OpenLetter) -> None:
    assert "2027" not in sign_in(officer).get("/admin/desk/").content.decode()
    with time_machine.travel(at(28, month=12), tick=False):
        open_letter()
        page = sign_in(officer).get("/admin/desk/").content.decode()
    assert "2027" in page
    assert "暂定" in page
