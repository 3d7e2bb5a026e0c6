"""Files with a letter: judged when they come, kept privately until it is sent, lost by no mistake."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Site

from interaction.cases import attachments, tracked_views
from interaction.cases.actions import Receipt, supplement_case
from interaction.cases.attachments import delete_stale_files
from interaction.cases.models import Attachment, Case
from interaction.cases.rules import FILES_MAX
from portal.base.throttling import Limit

pytestmark = pytest.mark.django_db
LETTER = {"step": "check", "kind": "complaint", "title": "路灯不亮", "body": "我家门口的路灯三天不亮了。"}


@pytest.fixture(autouse=True)
def empty_storage() -> None:
    """What another test kept is not there."""
    storage = storages["private"]
    if storage.exists("drafts"):
        for name in storage.listdir("drafts")[1]:
            storage.delete(f"drafts/{name}")


@pytest.fixture
def citizen(site: Site) -> Client:
    return Client()


def photo(name: str = "灯杆.jpg", **written: Any) -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (8, 6), (200, 30, 30)).save(stream, "JPEG", **written)
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def text_file(name: str = "说明.txt", text: str = "灯杆编号12") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/plain")


def tokens_on(response: Any) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [field["value"] for field in page.select("input[name=kept_file]")]


def stored() -> list[str]:
    storage = storages["private"]
    return list(storage.listdir("drafts")[1]) if storage.exists("drafts") else []


def test_files_travel_with_the_letter(citizen: Client) -> None:
    check = citizen.post("/letters/new/", LETTER | {"files": [photo(), text_file()]})
    assert "灯杆.jpg" in check.content.decode()
    letter = LETTER | {"step": "send", "kept_file": tokens_on(check)}
    assert citizen.post("/letters/new/", letter)["Location"] == "/letters/receipt/"
    files = list(Attachment.objects.filter(case=Case.objects.get()))
    assert [file.name for file in files] == ["灯杆.jpg", "说明.txt"]
    assert [file.media_type for file in files] == ["image/jpeg", "text/plain"]
    assert files[1].file.read().decode() == "灯杆编号12"
    assert stored() == []


def test_where_a_photo_was_taken_is_removed(citizen: Client) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (31.0, 12.0, 5.0)
    exif[0x010F] = "SecretCamera"
    citizen.post("/letters/new/", LETTER | {"step": "send", "files": [photo(exif=exif)]})
    kept = Attachment.objects.get().file.read()
    assert b"SecretCamera" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_file_outlives_a_mistake_in_the_form(citizen: Client) -> None:
    wrong = citizen.post("/letters/new/", LETTER | {"title": "", "files": [photo()]})
    assert wrong.status_code == 400
    tokens = tokens_on(wrong)
    assert len(tokens) == 1
    citizen.post("/letters/new/", LETTER | {"step": "send", "kept_file": tokens})
    assert Attachment.objects.get().name == "灯杆.jpg"


def test_file_outlives_going_back(citizen: Client) -> None:
    check = citizen.post("/letters/new/", LETTER | {"files": [photo()]})
    form = citizen.post("/letters/new/", LETTER | {"step": "edit", "kept_file": tokens_on(check)})
    assert tokens_on(form) == tokens_on(check)


def test_file_without_its_tick_stays_behind(citizen: Client) -> None:
    citizen.post("/letters/new/", LETTER | {"files": [photo()]})
    citizen.post("/letters/new/", LETTER | {"step": "send"})
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        SimpleUploadedFile("病毒.jpg", b"MZ\x90\x00 program"),
        SimpleUploadedFile("网页.txt", b"<html><script>alert(1)</script></html>"),
        SimpleUploadedFile("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("空.txt", b""),
        SimpleUploadedFile("坏.jpg", b"\xff\xd8\xff\xe0 not a picture"),
    ],
)
def test_bad_file_is_named_and_the_good_one_kept(citizen: Client, bad: SimpleUploadedFile) -> None:
    bad.seek(0)
    answer = citizen.post("/letters/new/", LETTER | {"files": [bad, photo()]})
    text = BeautifulSoup(answer.content, "html.parser").get_text()
    assert answer.status_code == 400
    assert f"没有添加“{bad.name}”" in text
    assert len(tokens_on(answer)) == 1


def test_file_that_is_too_large_is_refused_in_words(citizen: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    answer = citizen.post("/letters/new/", LETTER | {"files": [text_file(text="长" * 1000)]})
    assert answer.status_code == 400
    assert "没有添加“说明.txt”" in answer.content.decode()


def test_no_more_files_than_may_be(citizen: Client) -> None:
    files = [text_file(f"{number}.txt") for number in range(FILES_MAX + 1)]
    answer = citizen.post("/letters/new/", LETTER | {"files": files})
    assert answer.status_code == 400
    assert f"最多可以添加 {FILES_MAX} 个附件" in answer.content.decode()
    assert len(tokens_on(answer)) == FILES_MAX


def test_address_that_brings_too_many_files_is_told_to_wait(
    citizen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "FROM_ADDRESS", Limit("files-address", tries=1, seconds=60))
    answer = citizen.post("/letters/new/", LETTER | {"files": [text_file("1.txt"), text_file("2.txt")]})
    assert answer.status_code == 400
    assert "没有添加“2.txt”" in answer.content.decode()
    assert len(stored()) == 1


def test_hostile_name_is_only_a_name(citizen: Client) -> None:
    citizen.post("/letters/new/", LETTER | {"step": "send", "files": [text_file("..\u202egpj.txt")]})
    file = Attachment.objects.get()
    assert "\u202e" not in file.name
    assert ".." not in file.file.name


def test_file_of_somebody_else_cannot_be_sent(citizen: Client) -> None:
    tokens = tokens_on(citizen.post("/letters/new/", LETTER | {"files": [photo()]}))
    Client().post("/letters/new/", LETTER | {"step": "send", "kept_file": tokens})
    assert not Attachment.objects.exists()
    Client().post("/letters/new/", LETTER | {"step": "send", "kept_file": ["../../etc/passwd"]})
    assert not Attachment.objects.exists()


def test_file_that_nobody_sends_is_forgotten_and_deleted(citizen: Client) -> None:
    tokens = tokens_on(citizen.post("/letters/new/", LETTER | {"files": [photo()]}))
    assert delete_stale_files() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        citizen.post("/letters/new/", LETTER | {"step": "send", "kept_file": tokens})
        assert not Attachment.objects.exists()
        assert delete_stale_files() == 1
    assert stored() == []


def test_supplement_brings_files(citizen: Client, open_letter: Callable[..., Receipt]) -> None:
    receipt = open_letter()
    citizen.post("/track/", {"number": receipt.number, "query_code": receipt.query_code})
    wrong = {"number": receipt.number, "supplement-body": "", "supplement-files": [photo()]}
    tokens = tokens_on(citizen.post("/track/supplement/", wrong))
    citizen.post(
        "/track/supplement/",
        wrong | {"supplement-body": "见照片", "kept_file": tokens, "supplement-files": []},
    )
    file = Attachment.objects.get()
    assert (file.supplement.body, file.name) == ("见照片", "灯杆.jpg")


@pytest.fixture
def tracked(citizen: Client, open_letter: Callable[..., Receipt]) -> Receipt:
    """A letter that is open in the citizen's session."""
    receipt = open_letter()
    citizen.post("/track/", {"number": receipt.number, "query_code": receipt.query_code})
    return receipt


def supplement_form(citizen: Client) -> dict[str, Any]:
    """What the form of the tracking page sends beside what is written."""
    page = BeautifulSoup(citizen.get("/track/").content, "html.parser")
    fields = page.select("#supplement input[type=hidden]")
    return {field["name"]: field["value"] for field in fields if field["name"] != "csrfmiddlewaretoken"}


def test_supplement_sent_twice_is_one_supplement(citizen: Client, tracked: Receipt) -> None:
    form = supplement_form(citizen) | {"supplement-body": "坏的是12号灯杆。"}
    answers = [citizen.post("/track/supplement/", form) for _time in range(2)]
    assert [answer["Location"] for answer in answers] == ["/track/"] * 2
    assert tracked.case.supplements.count() == 1
    citizen.post("/track/supplement/", form | {"supplement-body": "还有13号。"})
    assert tracked.case.supplements.count() == 2
    citizen.post("/track/supplement/", supplement_form(citizen) | {"supplement-body": "坏的是12号灯杆。"})
    assert tracked.case.supplements.count() == 3


@pytest.mark.parametrize("while_at_work", [True, False])
def test_second_click_finds_its_file_gone(
    citizen: Client, tracked: Receipt, monkeypatch: pytest.MonkeyPatch, while_at_work: bool
) -> None:
    form = supplement_form(citizen)
    wrong = form | {"supplement-body": "", "supplement-files": [photo()]}
    form |= {"supplement-body": "见照片", "kept_file": tokens_on(citizen.post("/track/supplement/", wrong))}
    before = dict(citizen.session)["cases.files"]
    second: list[Any] = []

    def click_again(*args: Any, **values: Any) -> Any:
        monkeypatch.undo()
        second.append(citizen.post("/track/supplement/", form))
        return supplement_case(*args, **values)

    if while_at_work:
        monkeypatch.setattr(tracked_views, "supplement_case", click_again)
    citizen.post("/track/supplement/", form)
    session = citizen.session
    session["cases.files"] = before  # the second request read its session before the first wrote it
    session.save()
    second.append(citizen.post("/track/supplement/", form))
    assert {(answer.status_code, answer.get("Location")) for answer in second} == {(302, "/track/")}
    assert Attachment.objects.get().supplement == tracked.case.supplements.get()


def test_file_that_is_gone_is_named(citizen: Client, tracked: Receipt) -> None:
    form = supplement_form(citizen)
    wrong = form | {"supplement-body": "", "supplement-files": [photo()]}
    tokens = tokens_on(citizen.post("/track/supplement/", wrong))
    storages["private"].delete(f"drafts/{tokens[0]}")
    answer = citizen.post("/track/supplement/", form | {"supplement-body": "见照片", "kept_file": tokens})
    assert answer.status_code == 400
    assert "“灯杆.jpg”已不在，请重新选择。" in answer.content.decode()
    assert not tracked.case.supplements.exists()
    letter = LETTER | {"step": "send", "files": []}
    kept = tokens_on(citizen.post("/letters/new/", LETTER | {"files": [photo()]}))
    storages["private"].delete(f"drafts/{kept[0]}")
    assert "已不在" in citizen.post("/letters/new/", letter | {"kept_file": kept}).content.decode()


def test_calendar_file_names_number_and_day_only(
    citizen: Client, open_letter: Callable[..., Receipt]
) -> None:
    receipt = open_letter()
    citizen.post("/track/", {"number": receipt.number, "query_code": receipt.query_code})
    page = BeautifulSoup(citizen.get("/track/").content, "html.parser")
    link = page.select_one("a[href*='/letters/due/']")["href"]
    answer = Client().get(link)
    text = answer.content.decode()
    due_on = receipt.obligation.due_on
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{due_on:%Y%m%d}" in text
    assert receipt.number in text
    assert "路灯" not in text
    assert receipt.query_code not in text
    assert Client().get(link.rstrip("/") + "x/").status_code == 404
