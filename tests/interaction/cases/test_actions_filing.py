"""Files of a case: judged by what they hold, stored where nobody guesses, pictures without their place."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from PIL import Image

from interaction.cases.actions import Receipt, note_case, reply_to_case, supplement_case
from interaction.cases.models import Attachment, Case
from interaction.cases.rules import FILES_MAX
from interaction.cases.tasks import delete_files_without_case
from portal.accounts.models import User
from portal.base.errors import Invalid

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
GPS = 0x8825
LATITUDE = 2


def photo() -> ContentFile:
    """A JPEG that tells where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(GPS)[LATITUDE] = (31.0, 52.0, 12.0)
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "JPEG", exif=exif)
    return ContentFile(stream.getvalue(), "灯杆.jpg")


def test_picture_is_stored_without_its_place(open_letter: OpenLetter) -> None:
    with Image.open(photo()) as picture:
        assert picture.getexif().get_ifd(GPS)
    file = open_letter(files=[photo()]).case.attachments.get()
    with file.file.open() as stored, Image.open(stored) as picture:
        assert (picture.size, dict(picture.getexif().get_ifd(GPS))) == ((8, 8), {})
    assert (file.name, file.media_type, file.added_by) == ("灯杆.jpg", "image/jpeg", None)
    assert file.size == storages["private"].size(file.file.name)


def test_stored_path_tells_nothing(open_letter: OpenLetter) -> None:
    file = open_letter(files=[ContentFile("文".encode(), "../陈小明的病历.txt")]).case.attachments.get()
    assert file.name == "陈小明的病历.txt"
    assert "陈" not in file.file.name
    assert file.file.name.startswith("cases/")


@pytest.mark.parametrize(
    "file",
    [
        ContentFile(b"<html><script>alert(1)</script></html>", "page.txt"),
        ContentFile(b"MZ\x90\x00 program", "photo.jpg"),
        ContentFile(b"", "empty.txt"),
    ],
    ids=lambda file: file.name,
)
def test_file_that_cannot_be_taken_stops_the_letter(open_letter: OpenLetter, file: ContentFile) -> None:
    with pytest.raises(Invalid) as refusal:
        open_letter(files=[ContentFile(b"good", "good.txt"), file])
    assert refusal.value.field == "files"
    assert file.name in str(refusal.value.message)
    assert not Case.objects.exists()
    assert not Attachment.objects.exists()


def test_files_have_an_end(open_letter: OpenLetter) -> None:
    files = [ContentFile(b"text", f"{number}.txt") for number in range(FILES_MAX + 1)]
    with pytest.raises(Invalid):
        open_letter(files=files)


def test_citizen_reads_their_own_files_and_those_of_the_answer(
    open_letter: OpenLetter, officer: User
) -> None:
    case = open_letter(files=[ContentFile(b"a", "letter.txt")]).case
    added = supplement_case(case, "还有", files=[ContentFile(b"b", "more.txt")])
    note_case(case, officer, "现场照片", files=[ContentFile(b"c", "inside.txt")])
    reply_to_case(
        case,
        officer,
        "路灯已修好。",
        seen_supplement=added.pk,
        files=[ContentFile(b"d", "answer.txt")],
    )
    shown = case.attachments.shown().values_list("name", flat=True)
    assert list(shown) == ["letter.txt", "more.txt", "answer.txt"]
    assert case.attachments.count() == 4


def stored_files(folder: str = "cases") -> set[str]:
    """The paths of all files of cases that lie in the private storage."""
    try:
        folders, names = storages["private"].listdir(folder)
    except FileNotFoundError:
        return set()
    return {f"{folder}/{name}" for name in names}.union(
        *[stored_files(f"{folder}/{name}") for name in folders]
    )


def test_file_stored_before_another_one_fails_is_deleted(
    open_letter: OpenLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, save = stored_files(), storages["private"].save
    stored = []

    def save_until_the_disk_is_full(name: str, *args: Any, **kwargs: Any) -> str:
        if stored:
            raise OSError("No space left on device")
        stored.append(save(name, *args, **kwargs))
        return stored[0]

    monkeypatch.setattr(storages["private"], "save", save_until_the_disk_is_full)
    with pytest.raises(OSError, match="No space"):
        open_letter(files=[ContentFile(b"one", "one.txt"), ContentFile(b"two", "two.txt")])
    assert stored
    assert stored_files() == before


def test_file_of_a_letter_that_was_rolled_back_is_swept_after_a_day(open_letter: OpenLetter) -> None:
    kept = open_letter(files=[ContentFile(b"kept", "kept.txt")]).case.attachments.get().file.name
    with suppress(ZeroDivisionError), transaction.atomic():
        lost = open_letter(files=[ContentFile(b"lost", "lost.txt")]).case.attachments.get().file.name
        raise ZeroDivisionError
    assert {kept, lost} <= stored_files()
    delete_files_without_case.call()
    assert {kept, lost} <= stored_files()
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        delete_files_without_case.call()
    assert kept in stored_files()
    assert lost not in stored_files()
