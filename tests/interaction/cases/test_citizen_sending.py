"""A letter that is sent twice: a double click, a dropped answer, a first request that is still at work."""

import re
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Site

from interaction.cases import receipts, views
from interaction.cases.actions import Receipt, open_case
from interaction.cases.models import Attachment, Case
from interaction.cases.receipts import begin_session, remember_shared_receipt, share_receipt, take_receipt
from interaction.cases.sending import sent_once

pytestmark = pytest.mark.django_db
LETTER = {"step": "check", "kind": "complaint", "title": "路灯不亮", "body": "我家门口的路灯三天不亮了。"}
CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")


def form_on(page: Any) -> dict[str, Any]:
    """What the page's form sends with its button to send."""
    form = BeautifulSoup(page.content, "html.parser").select_one("main form")
    fields = [field for field in form.select("input[type=hidden]") if field["name"] != "csrfmiddlewaretoken"]
    return {field["name"]: field["value"] for field in fields} | {"step": "send"}


def same_browser(client: Client) -> Client:
    """A browser with the same cookies, which goes on without the answers that the other gets."""
    other = Client()
    other.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    return other


@pytest.fixture
def citizen(site: Site) -> Client:
    return Client()


@pytest.fixture
def letter(citizen: Client) -> dict[str, Any]:
    """The form of the page that checks a letter with a file."""
    file = SimpleUploadedFile("说明.txt", "灯杆编号12".encode(), "text/plain")
    written = LETTER | {"letter_id": str(uuid.uuid4()), "files": [file]}
    return form_on(citizen.post("/letters/new/", written))


def code_on(client: Client) -> str:
    found = CODE.search(client.get("/letters/receipt/").content.decode())
    assert found
    return found.group()


def opens(code: str) -> bool:
    data = {"number": Case.objects.get().number, "query_code": code}
    return Client().post("/track/", data).status_code == 302


def test_second_answer_has_the_receipt_that_the_first_had(citizen: Client, letter: dict[str, Any]) -> None:
    second = same_browser(citizen)
    citizen.post("/letters/new/", letter)
    code = code_on(citizen)
    assert second.post("/letters/new/", letter)["Location"] == "/letters/receipt/"
    assert code_on(second) == code
    assert opens(code)
    assert Attachment.objects.count() == 1


def test_receipt_is_only_for_the_browser_that_sent_it(citizen: Client, letter: dict[str, Any]) -> None:
    citizen.post("/letters/new/", letter)
    stranger = Client()
    stranger.post("/letters/new/", letter)
    assert stranger.get("/letters/receipt/")["Location"] == "/track/"
    assert Case.objects.count() == 1


def test_second_click_while_the_first_is_at_work_looks_again(
    citizen: Client, letter: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    second = same_browser(citizen)
    pages: list[Any] = []

    def click_again(**values: Any) -> Receipt:
        pages.append(second.post("/letters/new/", letter))
        return open_case(**values)

    monkeypatch.setattr(receipts, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(views, "open_case", click_again)
    citizen.post("/letters/new/", letter)
    assert pages[0].status_code == 202
    assert "来信正在提交" in pages[0].content.decode()
    assert second.post("/letters/new/", form_on(pages[0]))["Location"] == "/letters/receipt/"
    assert opens(code_on(second))
    assert Case.objects.count() == 1


def test_second_click_sends_what_the_first_could_not_store(
    citizen: Client, letter: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.raise_request_exception = False
    second = same_browser(citizen)
    pages: list[Any] = []

    def fail_while_waited_for(**values: Any) -> None:
        fails = threading.Event()
        monkeypatch.setattr(receipts.time, "sleep", lambda seconds: (fails.set(), cache.clear()))
        pages.append(second.post("/letters/new/", letter))
        assert fails.is_set()
        raise OSError("No space left on device")

    monkeypatch.setattr(views, "open_case", fail_while_waited_for)
    assert citizen.post("/letters/new/", letter).status_code == 500
    monkeypatch.undo()
    assert pages[0].status_code == 202
    assert not Case.objects.exists()
    assert second.post("/letters/new/", form_on(pages[0]))["Location"] == "/letters/receipt/"
    assert opens(code_on(second))


def test_first_request_is_waited_for(rf: Any, citizen: Client, open_letter: Callable[..., Receipt]) -> None:
    receipt = open_letter()
    request = rf.post("/letters/new/")
    request.session = citizen.session
    begin_session(request)
    begun, done = threading.Event(), threading.Event()

    def first() -> None:
        with sent_once("letter"):
            begun.set()
            done.wait(0.3)
            share_receipt(request, "letter", receipt)

    worker = threading.Thread(target=first)
    worker.start()
    begun.wait()
    assert remember_shared_receipt(request, "letter")
    worker.join()
    assert take_receipt(request) == {"case": receipt.case.pk, "query_code": receipt.query_code}


def test_query_code_is_not_readable_in_the_cache(
    citizen: Client, letter: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Any] = []
    store = cache.set

    def watch(key: str, value: Any, *args: Any, **named: Any) -> None:
        written.append((key, value))
        store(key, value, *args, **named)

    monkeypatch.setattr(receipts.cache, "set", watch)
    citizen.post("/letters/new/", letter)
    code = code_on(citizen)
    assert any(key.startswith("receipt:") for key, _value in written)
    assert code not in str(written)
    assert code.replace("-", "") not in str(written)
