"""Files that are handed in are judged by what they hold; pictures lose where they were taken."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pytest_django.fixtures import Settings

from portal.base.errors import Invalid
from portal.base.uploads import UPLOAD_ENDINGS, clean_upload_name, judge_upload, without_location

ORIENTATION, GPS, LATITUDE, OWNER = 0x0112, 0x8825, 2, 0x013B
TYPES = "[Content_Types].xml"


def picture(stored_as: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    """A picture red on the left and blue on the right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    kept = io.BytesIO()
    image.save(kept, stored_as, quality=95)
    return kept.getvalue()


def written(write: Callable[[io.BytesIO], object]) -> bytes:
    kept = io.BytesIO()
    write(kept)
    return kept.getvalue()


def package(entries: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(kept := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return kept.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """An office file with one more part."""
    with zipfile.ZipFile(kept := io.BytesIO(data), "a") as archive:
        archive.writestr(name, part)
    return kept.getvalue()


def huge_png() -> bytes:
    """A few bytes that claim to be a picture of 30,000 by 30,000 pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"\0" * 100)
    chunks = [
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (head, body)
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


DOCX = written(Document().save)
XLSX = written(Workbook().save)
PDF = written(lambda file: PdfWriter().write(file))
MP4 = b"\0\0\0\x18ftypisom\0\0\0\1isommp42" + b"\0" * 40
M4A = b"\0\0\0\x18ftypM4A \0\0\0\1M4A mp42" + b"\0" * 40
GOOD = {
    "a.jpg": picture(), "a.JPEG": picture(), "a.png": picture("PNG"), "a.webp": picture("WEBP"), "a.pdf": PDF,
    "表.docx": DOCX, "表.xlsx": XLSX, "信.txt": "路灯坏了".encode(), "旧信.txt": "路灯坏了".encode("gb18030"),
    "a.mp3": b"ID3\4\0\0\0\0\0\0" + b"\0" * 20, "a.mp4": MP4, "a.m4a": M4A,
}  # fmt: skip
BAD = {
    "empty": ("a.txt", b""),
    "not_taken": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "not_taken page": ("a.txt", b"\n<HTML><script>alert(1)</script>"),
    "not_taken program": ("a.jpg", b"MZ\x90\0" + b"\0" * 60),
    "not_taken archive": ("a.docx", package({"a.txt": b"a"})),
    "not_taken without types": ("a.docx", package({"word/document.xml": b"<w/>"})),
    "not_taken gif": ("a.jpg", b"GIF89a" + b"\0" * 40),
    "not_taken noise": ("a.txt", bytes(range(32)) * 4),
    "misnamed": ("a.pdf", picture()),
    "misnamed bare": ("a", picture()),
    "misnamed hidden": ("a\u202etxt.exe", b"hello"),
    "misnamed twice": ("a.pdf.docm", DOCX),
    "macros": ("a.docx", with_part(DOCX, "word/vbaProject.bin", b"1")),
    "macros inside": ("a.xlsx", with_part(XLSX, "xl/embeddings/setup.EXE", b"1")),
    "macros declared": (
        "a.docx",
        package({TYPES: b"application/vnd.ms-word.document.macroEnabled", "word/document.xml": b""}),
    ),
    "bomb": ("a.xlsx", package({TYPES: b"x", "xl/workbook.xml": b"\0" * (201 * 2**20)})),
    "bomb of entries": ("a.docx", package({str(number): b"" for number in range(5_001)})),
    "bomb of pixels": ("a.png", huge_png()),
    "damaged": ("a.jpg", picture()[:300]),
    "damaged package": ("a.docx", DOCX[: len(DOCX) // 2]),
}  # fmt: skip


def judge(name: str, data: bytes) -> str:
    return judge_upload(name, io.BytesIO(data), len(data)).content_type


@pytest.mark.parametrize("name", GOOD)
def test_what_people_hand_in_is_taken(name: str) -> None:
    file = io.BytesIO(GOOD[name])
    kind = judge_upload(name, file, len(GOOD[name]))
    assert f".{name.rpartition('.')[2].lower()}" in kind.endings
    assert set(kind.endings) <= set(UPLOAD_ENDINGS)
    assert file.tell() == 0


@pytest.mark.parametrize("case", BAD)
def test_what_is_dangerous_or_another_thing_is_refused_with_the_reason(case: str) -> None:
    with pytest.raises(Invalid) as refusal:
        judge(*BAD[case])
    assert (refusal.value.code, refusal.value.field) == (case.split(maxsplit=1)[0], "file")
    assert str(refusal.value.message).endswith((".", "。"))


def test_reason_is_said_in_chinese() -> None:
    with pytest.raises(Invalid, match=r"名称以“\.pdf”结尾，但内容是 JPG"):
        judge("a.pdf", picture())


def test_size_is_limited_by_the_setting(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = len(PDF)
    assert judge("a.pdf", PDF) == "application/pdf"
    settings.UPLOAD_MAX_BYTES = len(PDF) - 1
    with pytest.raises(Invalid) as refusal:
        judge("a.pdf", PDF)
    assert refusal.value.code == "too_large"


@given(st.binary(max_size=400), st.sampled_from(UPLOAD_ENDINGS))
@example(b"PK\x03\x04", ".docx")
@example(b"\xff\xd8\xff", ".jpg")
@example(DOCX[:400], ".docx")
def test_any_bytes_are_judged_or_refused(data: bytes, ending: str) -> None:
    try:
        kind = judge_upload(f"a{ending}", io.BytesIO(data), len(data))
    except Invalid:
        return
    assert ending in kind.endings


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("照片.jpg", "照片.jpg"), ("../../etc/passwd", "passwd"), ("C:\\temp\\a.pdf", "a.pdf"),
        ("a\u202egpj.exe", "agpj.exe"), ("a\x00\n\u200b.pdf", "a.pdf"), ("CON.txt", "_CON.txt"),
        ("lpt1", "_lpt1"), ("...", "file"), ("", "file"), (" . a . ", "a"), ('a<b>:"|?*.pdf', "a b.pdf"),
    ],
)  # fmt: skip
def test_hostile_names_become_plain(name: str, clean: str) -> None:
    assert clean_upload_name(name) == clean


@given(st.text())
@example("长" * 300 + ".pdf")
@example("a." + "b" * 300)
def test_clean_names_are_short_and_stay(name: str) -> None:
    clean = clean_upload_name(name)
    assert 0 < len(clean.encode()) <= 150
    assert clean_upload_name(clean) == clean
    assert not set(clean) & set('/\\<>:"|?*\0\n\u202e')


@pytest.mark.parametrize("stored_as", ["JPEG", "PNG", "WEBP"])
def test_pictures_lose_their_place_and_keep_their_look(stored_as: str) -> None:
    image = Image.open(io.BytesIO(picture("PNG")))
    exif = Image.Exif()
    exif[ORIENTATION], exif[OWNER] = 3, "secret owner"
    exif.get_ifd(GPS)[LATITUDE] = (30.0, 16.0, 12.5)
    notes = PngInfo()
    notes.add_text("Comment", "secret comment")
    kept = io.BytesIO()
    image.save(kept, stored_as, exif=exif, pnginfo=notes, comment=b"secret", xmp=b"<x>secret</x>", quality=95)
    assert b"secret" in kept.getvalue()

    bare = without_location(kept, "../照片.jpg")
    assert bare.name == "照片.jpg"
    data = bare.read()
    assert b"secret" not in data
    with Image.open(io.BytesIO(data)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == (stored_as, (40, 20), {})
        # It stood on its head: red was on the left.
        assert shown.convert("RGB").getpixel((35, 10))[0] > 200


def test_transparent_palette_stays_transparent() -> None:
    image = Image.new("P", (4, 4), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    kept = io.BytesIO()
    image.save(kept, "PNG", transparency=0)
    with Image.open(without_location(kept, "a.png")) as shown:
        assert shown.convert("RGBA").getpixel((0, 0)) == (255, 0, 0, 0)


def test_damaged_picture_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        without_location(io.BytesIO(picture()[:300]), "a.jpg")
    assert refusal.value.code == "damaged"
