"""Two letters in two tabs: what is sent from the page of one never reaches the other."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from interaction.cases.actions import Receipt, reply_to_case
from interaction.cases.models import Case
from interaction.cases.urls import urlpatterns
from portal.accounts.models import User
from portal.base.models import AuditEntry

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
ANSWER = "路灯已于今天修好，欢迎继续监督。"


def opened(receipt: Receipt) -> Client:
    client = Client()
    client.post("/track/", {"number": receipt.number, "query_code": receipt.query_code})
    return client


ACTING = [
    f"/{each.pattern}"
    for each in urlpatterns
    if str(each.pattern).startswith("track/") and each.name not in {"track", "leave", "data", "file"}
]


@pytest.mark.parametrize("is_answered", [False, True])
@pytest.mark.parametrize("address", ACTING)
def test_what_is_sent_from_a_page_of_another_letter_is_not_done(
    open_letter: OpenLetter, officer: User, address: str, is_answered: bool
) -> None:
    receipt = open_letter(department=officer.department)
    other = open_letter(title="井盖松动", department=officer.department, consent_to_publish=True)
    if is_answered:
        reply_to_case(other.case, officer, ANSWER)
    citizen = opened(receipt)
    citizen.post("/track/", {"number": other.number, "query_code": other.query_code})
    before = (Case.objects.filter(pk=other.case.pk).values().get(), AuditEntry.objects.count())
    words = {
        "supplement-body": "12号灯杆",
        "rating-level": "5",
        "reopen-reason": "灯又不亮了",
        "reason": "已经修好了",
    }
    for number in ({"number": receipt.number}, {}):
        page = citizen.post(address, words | number, follow=True).content.decode()
        assert "刚才的操作没有执行" in page
        assert "井盖松动" in page
    assert (Case.objects.filter(pk=other.case.pk).values().get(), AuditEntry.objects.count()) == before
    assert Case.objects.get(pk=receipt.case.pk).state == receipt.case.state


@pytest.mark.parametrize("is_answered", [False, True])
def test_every_form_names_its_letter(open_letter: OpenLetter, officer: User, is_answered: bool) -> None:
    receipt = open_letter(department=officer.department, consent_to_publish=True)
    if is_answered:
        reply_to_case(receipt.case, officer, ANSWER)
    citizen = opened(receipt)
    named: set[str] = set()
    for address in ("/track/", "/track/withdraw/", "/track/erase/"):
        page = BeautifulSoup(citizen.get(address).content, "html.parser")
        for form in page.select("main form[method=post]"):
            target = str(form.get("action", address))
            number = form.select_one("input[name=number]")
            assert target == "/track/leave/" or number["value"] == receipt.number
            named.add(target)
    offered = {"/track/rate/", "/track/reopen/"} if is_answered else {"/track/supplement/"}
    assert named >= offered | {"/track/withdraw/", "/track/private/", "/track/erase/"}
