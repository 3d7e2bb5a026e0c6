"""What a citizen does with a letter that was sent: read, add, take back, rate, take up again, take home."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from interaction.cases.actions import (
    Receipt,
    ask_citizen,
    claim_case,
    close_case,
    decide_proposal,
    propose_extension,
    publish_case,
    reply_to_case,
    supplement_case,
)
from interaction.cases.models import Attachment, Case, Rating
from interaction.cases.published.preview import preview_of
from portal.accounts.models import User
from portal.base.errors import Conflict

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
ANSWER = "路灯已于今天修好，欢迎继续监督。"


@pytest.fixture
def receipt(open_letter: OpenLetter, officer: User) -> Receipt:
    receipt = open_letter(department=officer.department, contact="13800001111", consent_to_contact=True)
    claim_case(receipt.case, officer)
    receipt.case.refresh_from_db()
    return receipt


@pytest.fixture
def citizen(receipt: Receipt) -> Client:
    """Has opened the letter with number and query code."""
    return opened(receipt)


def opened(receipt: Receipt) -> Client:
    client = Client()
    found = client.post("/track/", {"number": receipt.number, "query_code": receipt.query_code})
    assert found.status_code == 302
    return client


def text_of(client: Client) -> str:
    return BeautifulSoup(client.get("/track/").content, "html.parser").get_text()


def state_of(receipt: Receipt) -> str:
    return str(Case.objects.get(pk=receipt.case.pk).state)


def test_supplement_reaches_the_case_and_moves_no_date(citizen: Client, receipt: Receipt) -> None:
    due = receipt.case.obligations.get().due_at
    answer = citizen.post(
        "/track/supplement/", {"number": receipt.number, "supplement-body": "坏的是12号灯杆。"}, follow=True
    )
    assert "答复期限不变" in answer.content.decode()
    assert "坏的是12号灯杆。" in text_of(citizen)
    assert receipt.case.obligations.get().due_at == due


def test_question_of_the_staff_is_answered_by_a_supplement(
    citizen: Client, receipt: Receipt, officer: User
) -> None:
    ask_citizen(receipt.case, officer, "请问是哪一根灯杆？")
    text = text_of(citizen)
    assert "需要您补充材料" in text
    assert "请问是哪一根灯杆？" in text
    citizen.post("/track/supplement/", {"number": receipt.number, "supplement-body": "12号灯杆。"})
    assert "需要您补充材料" not in text_of(citizen)
    assert state_of(receipt) == Case.State.HANDLING


def test_empty_supplement_is_refused_in_words(citizen: Client, receipt: Receipt) -> None:
    answer = citizen.post("/track/supplement/", {"number": receipt.number, "supplement-body": " "})
    assert answer.status_code == 400
    assert "请填写要补充的内容。" in answer.content.decode()
    assert not receipt.case.supplements.exists()


def test_withdrawing_asks_first(citizen: Client, receipt: Receipt) -> None:
    assert "要撤回来信吗？" in citizen.get("/track/withdraw/").content.decode()
    assert state_of(receipt) == Case.State.HANDLING
    answer = citizen.post("/track/withdraw/", {"number": receipt.number, "reason": "已经修好了"}, follow=True)
    assert "来信已撤回" in answer.content.decode()
    assert state_of(receipt) == Case.State.WITHDRAWN
    assert citizen.post("/track/withdraw/", {"number": receipt.number, "reason": ""}).status_code == 409


def test_good_rating_needs_no_reason(citizen: Client, receipt: Receipt, officer: User) -> None:
    reply_to_case(receipt.case, officer, ANSWER)
    assert "请您评价" in text_of(citizen)
    assert (
        "评价已记录"
        in citizen.post(
            "/track/rate/", {"number": receipt.number, "rating-level": "5"}, follow=True
        ).content.decode()
    )
    assert Rating.objects.get().level == Rating.Level.VERY_SATISFIED
    assert "请您评价" not in text_of(citizen)
    assert (
        citizen.post(
            "/track/rate/", {"number": receipt.number, "rating-level": "1", "rating-reason": "再评"}
        ).status_code
        == 409
    )


@pytest.mark.parametrize("level", ["1", "2"])
def test_bad_rating_needs_a_reason(citizen: Client, receipt: Receipt, officer: User, level: str) -> None:
    reply_to_case(receipt.case, officer, ANSWER)
    refused = citizen.post(
        "/track/rate/", {"number": receipt.number, "rating-level": level, "rating-reason": ""}
    )
    assert refused.status_code == 400
    assert f'value="{level}"' in str(
        BeautifulSoup(refused.content, "html.parser").select_one("input[name=rating-level][checked]")
    )
    assert not Rating.objects.exists()
    citizen.post(
        "/track/rate/", {"number": receipt.number, "rating-level": level, "rating-reason": "灯还是不亮"}
    )
    assert Rating.objects.get().reason == "灯还是不亮"


@pytest.mark.parametrize("data", [{}, {"rating-level": "9"}, {"rating-level": "x"}])
def test_rating_of_no_level_is_refused(
    citizen: Client, receipt: Receipt, officer: User, data: dict[str, str]
) -> None:
    reply_to_case(receipt.case, officer, ANSWER)
    assert citizen.post("/track/rate/", data | {"number": receipt.number}).status_code == 400


def test_letter_not_solved_is_taken_up_again(citizen: Client, receipt: Receipt, officer: User) -> None:
    reply_to_case(receipt.case, officer, ANSWER)
    close_case(Case.objects.get(), officer)
    answer = citizen.post(
        "/track/reopen/", {"number": receipt.number, "reopen-reason": "灯又不亮了"}, follow=True
    )
    assert "自今天起重新计算期限" in answer.content.decode()
    assert state_of(receipt) == Case.State.ASSIGNED
    assert receipt.case.obligations.open().count() == 1


def test_letter_answered_long_ago_offers_no_reopening(
    citizen: Client, receipt: Receipt, officer: User
) -> None:
    reply_to_case(receipt.case, officer, ANSWER)
    assert "问题没有解决？" in text_of(citizen)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        later = opened(receipt)
        assert "问题没有解决？" not in text_of(later)
        assert (
            later.post(
                "/track/reopen/", {"number": receipt.number, "reopen-reason": "灯又不亮了"}
            ).status_code
            == 409
        )


def test_late_answer_is_admitted(receipt: Receipt) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        page = opened(receipt).get("/track/").content.decode()
        assert "让您久等，十分抱歉" in page
        assert "个工作日" in page
        assert "/letters/due/" not in page


def test_extension_is_explained(citizen: Client, receipt: Receipt, officer: User, supervisor: User) -> None:
    proposal = propose_extension(receipt.case, officer, code="complex", reason="需要更换地下电缆。")
    assert "需要更换地下电缆。" not in text_of(citizen)
    decide_proposal(proposal, supervisor, approve=True)
    text = text_of(citizen)
    assert "需要更换地下电缆。" in text
    assert "15" in text


def test_own_data_can_be_taken_home(citizen: Client, receipt: Receipt, officer: User) -> None:
    reply_to_case(receipt.case, officer, ANSWER)
    answer = citizen.get("/track/data/")
    data = json.loads(answer.content)
    assert f'filename="{receipt.number}.json"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert (data["contact"], data["body"]) == ("13800001111", receipt.case.body)
    assert data["replies"][0]["body"] == ANSWER
    assert officer.username not in answer.content.decode()
    assert receipt.query_code not in answer.content.decode()


def test_deleting_asks_first_and_leaves_nothing(citizen: Client, receipt: Receipt) -> None:
    assert "要删除您的数据吗？" in citizen.get("/track/erase/").content.decode()
    assert Case.objects.get().body == receipt.case.body
    answer = citizen.post("/track/erase/", {"number": receipt.number}, follow=True)
    assert "已经删除" in answer.content.decode()
    assert "路灯" not in answer.content.decode()
    case = Case.objects.get()
    assert receipt.case.body not in case.body
    assert case.contact == ""
    text = text_of(opened(receipt))
    assert "删除我的数据" not in text
    assert "13800001111" not in text


def test_attachments_are_for_who_opened_the_letter(
    citizen: Client, receipt: Receipt, open_letter: OpenLetter
) -> None:
    supplement_case(receipt.case, "见照片", files=[ContentFile(b"lamp 12", name="灯杆.txt")])
    file = Attachment.objects.get()
    assert "灯杆.txt" in text_of(citizen)
    answer = citizen.get(f"/track/files/{file.pk}/")
    assert b"".join(answer.streaming_content) == b"lamp 12"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Client().get(f"/track/files/{file.pk}/")["Location"] == "/track/"
    assert opened(open_letter()).get(f"/track/files/{file.pk}/").status_code == 404


def test_internal_file_is_not_for_the_citizen(citizen: Client, receipt: Receipt, officer: User) -> None:
    reply_to_case(receipt.case, officer, ANSWER, files=[ContentFile(b"secret", name="内部.txt")])
    Attachment.objects.update(is_internal=True)
    assert "内部.txt" not in text_of(citizen)
    assert citizen.get(f"/track/files/{Attachment.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("post", "/track/supplement/"),
        ("post", "/track/rate/"),
        ("post", "/track/reopen/"),
        ("get", "/track/withdraw/"),
        ("post", "/track/withdraw/"),
        ("post", "/track/private/"),
        ("get", "/track/erase/"),
        ("post", "/track/erase/"),
        ("get", "/track/data/"),
        ("get", "/track/files/1/"),
    ],
)
def test_without_number_and_code_nothing_is_open(
    receipt: Receipt, site: Site, method: str, address: str
) -> None:
    answer = getattr(Client(), method)(address)
    assert (answer.status_code, answer["Location"]) == (302, "/track/")
    assert state_of(receipt) == Case.State.HANDLING


@pytest.mark.parametrize("address", ["/track/supplement/", "/track/rate/", "/track/reopen/"])
def test_forged_posts_are_refused(receipt: Receipt, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(address, {}).status_code == 403


def test_letter_is_closed_after_half_an_hour_of_rest(receipt: Receipt) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        citizen = opened(receipt)
        clock.shift(timedelta(minutes=29))
        assert "路灯不亮" in text_of(citizen)
        clock.shift(timedelta(minutes=29))
        assert "路灯不亮" in text_of(citizen)
        clock.shift(timedelta(minutes=31))
        assert "路灯不亮" not in text_of(citizen)


def test_publication_is_shown_as_it_is(open_letter: OpenLetter, officer: User) -> None:
    receipt = open_letter(department=officer.department, consent_to_publish=True)
    reply_to_case(receipt.case, officer, ANSWER)
    citizen = opened(receipt)
    assert "您已同意公开" in text_of(citizen)
    publish_case(Case.objects.get(), officer, title="路灯", body="某处路灯不亮", reply=ANSWER)
    assert "某处路灯不亮" in text_of(citizen)


def test_preview_is_what_the_desk_begins_with(open_letter: OpenLetter, officer: User) -> None:
    receipt = open_letter(
        department=officer.department,
        consent_to_publish=True,
        consent_to_contact=True,
        contact_name="阿明",
        body="我是阿明，门口的路灯不亮。",
    )
    reply_to_case(receipt.case, officer, "阿明您好，路灯已于今天修好，欢迎继续监督。")
    page = BeautifulSoup(opened(receipt).get("/track/").content, "html.parser")
    public = page.select_one(".public-view").get_text()
    desk = preview_of(Case.objects.get())
    assert "阿明" not in public
    assert all(text in public for text in (desk.title, desk.body, desk.reply))


def test_consent_to_publication_can_be_taken_back(open_letter: OpenLetter, officer: User) -> None:
    receipt = open_letter(department=officer.department, consent_to_publish=True)
    reply_to_case(receipt.case, officer, ANSWER)
    texts = {"title": "路灯", "body": "某处路灯不亮", "reply": ANSWER}
    public = f"/letters/published/{publish_case(Case.objects.get(), officer, **texts).pk}/"
    citizen = opened(receipt)
    assert Client().get(public).status_code == 200
    page = citizen.post("/track/private/", {"number": receipt.number}, follow=True).content.decode()
    assert "您的来信不再公开。" in page
    assert Client().get(public).status_code == 404
    assert "不再同意公开" not in text_of(citizen)
    with pytest.raises(Conflict):
        publish_case(Case.objects.get(), officer, **texts)


def test_page_takes_as_many_queries_for_a_long_story_as_for_a_short_one(
    citizen: Client, receipt: Receipt, officer: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert citizen.get("/track/").status_code == 200
        return len(captured)

    supplement_case(receipt.case, "一", files=[ContentFile(b"x", name="a.txt")])
    ask_citizen(receipt.case, officer, "请问是哪一根灯杆？")
    short = queries()
    for number in range(5):
        supplement_case(receipt.case, f"补充{number}", files=[ContentFile(b"x", name="b.txt")])
        ask_citizen(receipt.case, officer, f"第{number}个问题是什么？")
    assert queries() == short
    assert short <= 30
