"""Write, take the receipt, track: through the pages, as a citizen does."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from wagtail.models import Site

from interaction.cases.actions import Receipt, claim_case, note_case, reply_to_case
from interaction.cases.models import Case, CaseEvent
from interaction.cases.sources import register_source, render_source
from portal.accounts.models import User
from portal.base.models import AuditEntry, Department
from portal.deadlines.models import DeadlineEvent

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
LETTER = {
    "step": "send",
    "kind": "complaint",
    "title": "路灯不亮",
    "body": "我家门口的路灯三天不亮了。",
    "topic": "",
    "contact_name": "陈小明",
    "contact": "13800001111",
    "consent_to_contact": "on",
}
WRONG_CODE = "2222-2222-2222-2222"


@pytest.fixture
def citizen(site: Site) -> Client:
    return Client()


def track(client: Client, number: str, code: str, **extra: Any) -> Any:
    return client.post("/track/", {"number": number, "query_code": code}, **extra)


def code_on(page: str) -> str:
    found = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", page)
    assert found
    return found.group()


def words_of(response: Any) -> str:
    """The page without what differs on every request."""
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    return re.sub(r"YX\d{8}-\d{4}|[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", "", text)


@time_machine.travel(datetime(2026, 2, 11, 2, 0, tzinfo=UTC), tick=False)
def test_letter_receipt_and_tracking(citizen: Client) -> None:
    assert "2026年2月27日" in citizen.get("/letters/new/").content.decode()
    answer = citizen.post("/letters/new/", LETTER)
    assert (answer.status_code, answer["Location"]) == (302, "/letters/receipt/")
    receipt = citizen.get("/letters/receipt/")
    page = receipt.content.decode()
    assert "YX20260211-0001" in page
    assert "2026年2月27日" in page
    assert "no-store" in receipt["Cache-Control"]

    visitor = Client()
    found = track(visitor, "yx20260211-0001", code_on(page).replace("-", " ").lower())
    assert (found.status_code, found["Location"]) == (302, "/track/")
    tracked = visitor.get("/track/")
    text = tracked.content.decode()
    assert "no-store" in tracked["Cache-Control"]
    for words in ("路灯不亮", "2026年2月27日", "还剩 7 个工作日", "已收到您的来信。", "2026-02-14"):
        assert words in text


def test_receipt_is_shown_once(citizen: Client) -> None:
    citizen.post("/letters/new/", LETTER)
    code = code_on(citizen.get("/letters/receipt/").content.decode())
    again = citizen.get("/letters/receipt/")
    assert (again.status_code, again["Location"]) == (302, "/track/")
    assert code not in str(dict(citizen.session))


def test_receipt_of_somebody_else_is_not_reachable(citizen: Client) -> None:
    citizen.post("/letters/new/", LETTER)
    assert Client().get("/letters/receipt/").status_code == 302


def test_title_comes_with_a_link(citizen: Client) -> None:
    assert 'value="居住证怎么办"' in citizen.get("/letters/new/", {"title": "居住证怎么办"}).content.decode()
    assert citizen.get("/letters/new/", {"title": "<script>" + "长" * 10_000}).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"body": "  "},
        {"body": "长" * 10_000},
        {"body": "\x00"},
        {"kind": "bribe"},
        {"topic": "999"},
        {"consent_to_contact": ""},
    ],
)
def test_letter_that_cannot_be_taken_keeps_what_was_written(citizen: Client, wrong: dict[str, str]) -> None:
    answer = citizen.post("/letters/new/", LETTER | wrong)
    assert answer.status_code == 400
    assert "陈小明" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["' OR 1=1 --", "<script>alert(1)</script>", "{{ 7*7 }}{% debug %}"])
def test_letter_is_text_and_nothing_else(citizen: Client, text: str) -> None:
    citizen.post("/letters/new/", LETTER | {"title": text, "body": text})
    code = code_on(citizen.get("/letters/receipt/").content.decode())
    track(citizen, Case.objects.get().number, code)
    page = citizen.get("/track/").content.decode()
    assert Case.objects.get().body == text
    assert "<script>alert" not in page
    assert ">49" not in page


def test_wrong_number_and_wrong_code_get_the_same_answer(citizen: Client, open_letter: OpenLetter) -> None:
    receipt = open_letter()
    wrong_code = track(citizen, receipt.number, WRONG_CODE)
    wrong_number = track(citizen, "YX20200101-9999", receipt.query_code)
    assert wrong_code.status_code == wrong_number.status_code == 400
    assert words_of(wrong_code) == words_of(wrong_number)
    assert "请核对后再试" in words_of(wrong_code)
    assert set(wrong_code.headers) == set(wrong_number.headers)


@pytest.mark.parametrize("exists", [True, False])
def test_five_tries_in_ten_minutes_for_each_number(
    citizen: Client, open_letter: OpenLetter, exists: bool, settings: Any
) -> None:
    # Redis keeps its own time, which a frozen clock here does not move.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    receipt = open_letter()
    number = receipt.number if exists else "YX20200101-9999"
    with time_machine.travel(datetime(2026, 2, 11, 2, 0, tzinfo=UTC), tick=False) as clock:
        tries = [track(Client(REMOTE_ADDR=f"10.0.0.{n}"), number, WRONG_CODE) for n in range(6)]
        assert [each.status_code for each in tries] == [400] * 5 + [429]
        assert track(citizen, number, receipt.query_code).status_code == 429
        clock.shift(601)
        assert track(citizen, number, receipt.query_code).status_code == (302 if exists else 400)


def test_success_forgives_the_tries_before(citizen: Client, open_letter: OpenLetter) -> None:
    receipt = open_letter()
    for _round in range(3):
        for _try in range(4):
            assert track(citizen, receipt.number, WRONG_CODE).status_code == 400
        assert track(citizen, receipt.number, receipt.query_code).status_code == 302


def test_tries_are_counted_for_each_address(citizen: Client, site: Site) -> None:
    answers = [track(citizen, f"YX20200101-{n:04d}", WRONG_CODE).status_code for n in range(61)]
    assert answers == [400] * 60 + [429]
    assert track(citizen, "YX20200101-9999", WRONG_CODE, REMOTE_ADDR="10.9.9.9").status_code == 400


def test_case_of_another_site_does_not_exist(citizen: Client, open_letter: OpenLetter, county: Site) -> None:
    receipt = open_letter(site=county)
    assert track(citizen, receipt.number, receipt.query_code).status_code == 400
    there = Client(headers={"host": "county.example"})
    assert track(there, receipt.number, receipt.query_code).status_code == 302
    assert receipt.case.title in there.get("/track/").content.decode()


def test_citizen_reads_the_reply_but_no_name_and_no_note(
    citizen: Client, open_letter: OpenLetter, officer: User
) -> None:
    receipt = open_letter()
    claim_case(receipt.case, officer)
    note_case(receipt.case, officer, "此人常来信")
    reply_to_case(receipt.case, officer, "路灯已于今天修好。")
    track(citizen, receipt.number, receipt.query_code)
    page = citizen.get("/track/").content.decode()
    for words in ("路灯已于今天修好。", "住房和城乡建设局已答复。", "住房和城乡建设局的工作人员正在办理。"):
        assert words in page
    assert officer.username not in page
    assert "此人常来信" not in page


def test_leave_forgets_the_case(citizen: Client, open_letter: OpenLetter) -> None:
    receipt = open_letter()
    track(citizen, receipt.number, receipt.query_code)
    assert citizen.get("/track/leave/").status_code == 405
    assert receipt.case.title in citizen.get("/track/").content.decode()
    citizen.post("/track/leave/")
    assert receipt.case.title not in citizen.get("/track/").content.decode()


def test_pages_speak_english_too(citizen: Client, open_letter: OpenLetter) -> None:
    receipt = open_letter()
    assert "Write a letter" in citizen.get("/en/letters/new/").content.decode()
    answer = citizen.post("/en/track/", {"number": receipt.number, "query_code": receipt.query_code})
    assert answer["Location"] == "/en/track/"
    assert "Your letter was received." in citizen.get("/en/track/").content.decode()


def test_personal_data_and_codes_stay_out_of_logs_and_audit(
    citizen: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        citizen.post("/letters/new/", LETTER)
        code = code_on(citizen.get("/letters/receipt/").content.decode())
        number = Case.objects.get().number
        track(citizen, number, WRONG_CODE)
        track(citizen, number, code)
        citizen.get("/track/")
    traces = [caplog.text, *map(str, AuditEntry.objects.values_list("detail", flat=True))]
    traces += [str(detail) for detail in DeadlineEvent.objects.values_list("detail", flat=True)]
    traces += list(CaseEvent.objects.values_list("note", flat=True))
    for secret in ("陈小明", "13800001111", "路灯", code, code.replace("-", ""), WRONG_CODE):
        assert not any(secret in trace for trace in traces)


def test_source_is_shown_by_whoever_registered_it(open_letter: OpenLetter, housing: Department) -> None:
    case = open_letter(source=housing).case
    assert render_source(case) == ""
    register_source("base.Department", lambda source: source.name)
    assert render_source(Case.objects.get()) == "住房和城乡建设局"
    assert render_source(open_letter().case) == ""
