"""What citizens and staff hand in: judged by what a file holds, not by what it is called.

Pictures, PDF, Word and Excel files, plain text, sound and video are taken. Whatever a browser or an office
program would run (pages, SVG, macros, programs) is not, and neither are archives.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from portal.base.errors import Invalid

_HEAD = 8192
_LONGEST_NAME = 150  # bytes of UTF-8, so as many characters at most
_LARGEST_PICTURE = 50_000_000  # pixels: a page scanned at 600 dpi has 35 million
_LARGEST_UNPACKED = 200 * 2**20
_MOST_ENTRIES = 5_000
_LARGEST_TYPES = 2**20
_CONTENT_TYPES = "[Content_Types].xml"
_DANGEROUS_PARTS = re.compile(
    r"vbaproject|vbadata|activex|\.(?:exe|dll|js|vbs|bat|cmd|scr|hta)$", re.IGNORECASE
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UploadKind:
    """A kind of file that is taken: its content type, and the endings by which it is named."""

    content_type: str
    endings: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        """Whether it may tell where it was taken (see `without_location`)."""
        return self.content_type.startswith("image/")


_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = UploadKind(f"{_OFFICE}.wordprocessingml.document", (".docx",))
EXCEL = UploadKind(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))
TEXT = UploadKind("text/plain", (".txt",))
_BY_SIGNATURE = {
    kind.content_type: kind
    for kind in (
        UploadKind("image/jpeg", (".jpg", ".jpeg")),
        UploadKind("image/png", (".png",)),
        UploadKind("image/webp", (".webp",)),
        UploadKind("application/pdf", (".pdf",)),
        UploadKind("audio/mpeg", (".mp3",)),
        UploadKind("audio/mp4", (".m4a",)),
        UploadKind("video/mp4", (".mp4",)),
    )
}
# What a picture needs to look the same.
_SHOWN = ("icc_profile", "transparency")
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
UPLOAD_ENDINGS = tuple(
    ending for kind in (*_BY_SIGNATURE.values(), WORD, EXCEL, TEXT) for ending in kind.endings
)


def judge_upload(name: str, file: IO[bytes], size: int) -> UploadKind:
    """Tell what a file of `size` bytes is; it is read from its start and left there.

    Raises:
        Invalid: it is empty, larger than `UPLOAD_MAX_BYTES`, of a kind that is not taken, damaged,
            dangerous, or not what its name says.
    """
    if not size:
        raise _refusal(_("The file is empty."), "empty")
    if size > settings.UPLOAD_MAX_BYTES:
        message = _("The file is too large: at most %(size)s can be taken.")
        raise _refusal(message % {"size": filesizeformat(settings.UPLOAD_MAX_BYTES)}, "too_large")
    file.seek(0)
    try:
        kind = _read_kind(file)
    finally:
        file.seek(0)
    ending = PurePosixPath(clean_upload_name(name)).suffix.lower()
    if ending not in kind.endings:
        message = _("The name of the file ends in “%(ending)s”, but what it holds is %(kind)s.")
        raise _refusal(message % {"ending": ending, "kind": kind.endings[0][1:].upper()}, "misnamed")
    return kind


def clean_upload_name(name: str) -> str:
    """A name that can be stored and shown anywhere: no path, nothing invisible, at most 150 bytes."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    path = PurePosixPath(re.sub(r'[<>:"|?*\s]+', " ", seen).strip(" .") or "file")
    stem, ending = (path.stem, path.suffix) if len(path.suffix) <= 10 else (path.name, "")
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    room = _LONGEST_NAME - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + ending


def without_location(file: IO[bytes], name: str) -> ContentFile:
    """A picture turned upright and rid of what a camera wrote into it: place, time, owner, device.

    Raises:
        Invalid: the picture is damaged.
    """
    file.seek(0)
    try:
        with Image.open(file) as picture:
            # Some telephones write several pictures into one JPEG: the first is the one that was taken.
            stored_as = "JPEG" if picture.format == "MPO" else picture.format
            ImageOps.exif_transpose(picture, in_place=True)
            picture.info = {key: picture.info[key] for key in _SHOWN if key in picture.info}
            kept = io.BytesIO()
            picture.save(kept, stored_as, **({} if stored_as == "PNG" else {"quality": 90}))
    except (OSError, ValueError, SyntaxError) as error:
        raise _damaged() from error
    return ContentFile(kept.getvalue(), name=clean_upload_name(name))


def _read_kind(file: IO[bytes]) -> UploadKind:
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _read_office(file)
    guess = filetype.guess(head)
    kind = _BY_SIGNATURE.get(guess.mime) if guess else None
    if kind is None and guess is None and _is_text(file):
        return TEXT
    if kind is None:
        raise _not_taken()
    if kind.is_picture:
        _check_picture(file, kind)
    return kind


def _read_office(file: IO[bytes]) -> UploadKind:
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            if any(_DANGEROUS_PARTS.search(name) for name in names):
                raise _refusal(_("The file holds macros or programs, which cannot be taken."), "macros")
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > _MOST_ENTRIES or unpacked > _LARGEST_UNPACKED:
                raise _refusal(_("The file unpacks to more than can be taken."), "bomb")
            if any(entry.flag_bits & 1 for entry in entries):
                raise _refusal(_("The file is locked with a password. Please hand it in unlocked."), "locked")
            types = package.open(_CONTENT_TYPES).read(_LARGEST_TYPES) if _CONTENT_TYPES in names else b""
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    if b"macroEnabled" in types:
        raise _refusal(_("The file holds macros or programs, which cannot be taken."), "macros")
    for kind, part in ((WORD, "word/document.xml"), (EXCEL, "xl/workbook.xml")):
        if types and part in names:
            return kind
    raise _not_taken()


def _is_text(file: IO[bytes]) -> bool:
    data = file.read()
    if _MARKUP.search(data[:_HEAD]):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _CONTROL.search(text)
    return False


def _check_picture(file: IO[bytes], kind: UploadKind) -> None:
    too_large = _("The picture has too many pixels. Please hand in a smaller one.")
    try:
        with Image.open(file, formats=[_PICTURES[kind.content_type]]) as picture:
            is_small = picture.width * picture.height <= _LARGEST_PICTURE
            if is_small:
                picture.load()
    except Image.DecompressionBombError as error:
        raise _refusal(too_large, "bomb") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _damaged() from error
    if not is_small:
        raise _refusal(too_large, "bomb")


def _not_taken() -> Invalid:
    message = _("This kind of file cannot be taken. Please hand in one of these: %(kinds)s.")
    return _refusal(message % {"kinds": ", ".join(ending[1:] for ending in UPLOAD_ENDINGS)}, "not_taken")


def _damaged() -> Invalid:
    return _refusal(_("The file is damaged: it cannot be opened."), "damaged")


def _refusal(message: str, code: str) -> Invalid:
    return Invalid(message, field="file", code=code)
