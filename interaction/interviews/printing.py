"""Transcripts on paper: as a PDF whose words can be selected, searched and read aloud (PDF/UA-1)."""

import json
import re
from datetime import datetime
from pathlib import Path
from shutil import copyfile, copyfileobj
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from interaction.interviews.addresses import page_address
from interaction.interviews.models import Interview
from interaction.interviews.transcripts import LeftOpen, Piece, Said, Transcript
from portal.base.fonts import chinese_fonts
from portal.base.models import SiteIdentity

_TEMPLATE = Path(__file__).with_name("transcript.typ")
# Smaller lists of contents only stand in the way.
_LEAST_CONTENTS = 4
_PICTURE = "max-1280x1280|format-jpeg"


def transcript_pdf(interview: Interview, transcript: Transcript) -> bytes:
    """Set a transcript as PDF, with a bookmark for each question.

    Raises:
        typst.TypstError: it cannot be set; `chinese_fonts` tells beforehand whether it can.
    """
    import typst

    with TemporaryDirectory(prefix="transcript-") as folder:
        place = Path(folder)
        copyfile(_TEMPLATE, place / _TEMPLATE.name)
        data = _data(interview, transcript, place)
        (place / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        pdf: bytes = typst.compile(place / _TEMPLATE.name, root=place, pdf_standards="ua-1")
    return pdf


def facts_of(interview: Interview) -> list[dict[str, str]]:
    """What stands above a printed transcript."""
    page = interview.page
    begun, ended = localtime(interview.started_at), localtime(interview.ended_at)
    time = f"{date_format(begun.date())} {begun:%H:%M}–{ended:%H:%M}"
    guests = "；".join(f"{guest.name}，{guest.local_title}" for guest in page.guests.all())
    facts = [(_("Time"), time), (_("Guests"), guests)]
    if page.department is not None:
        facts.append((_("Department"), page.department.local_name))
    return [{"label": label, "value": value} for label, value in facts if value]


def file_name(interview: Interview) -> str:
    """The name under which the file is kept: date and title."""
    title = re.sub(r"[^\w-]+", "-", interview.page.title).strip("-")
    return f"{localtime(interview.starts_at):%Y-%m-%d}-{title}.pdf"


def _data(interview: Interview, transcript: Transcript, folder: Path) -> dict[str, Any]:
    page = interview.page
    exchanges = transcript.exchanges
    return {
        "title": page.title,
        "kind": f"{SiteIdentity.for_site(interview.site).local_name} · {_('Transcript')}",
        "site": SiteIdentity.for_site(interview.site).local_name,
        "keywords": [word for word in re.split(r"[,，、\s]+", page.keywords) if word],
        # The text is Chinese whatever the language of the labels.
        "lang": "zh",
        "region": "CN",
        "fonts": list(chinese_fonts()),
        "address": page_address(interview),
        "facts": facts_of(interview),
        "summary": page.local_summary,
        "contents_heading": _("Questions"),
        "contents": [_entry(piece) for piece in exchanges] if len(exchanges) >= _LEAST_CONTENTS else [],
        "said_heading": _("Transcript"),
        "pieces": [_piece(piece, number, folder) for number, piece in enumerate(transcript.pieces)],
        "left_heading": _("Questions left open"),
        "left_open": [_left_open(one) for one in transcript.left_open],
        "unseen": "",
    }


def _entry(piece: Piece) -> dict[str, str]:
    return {"anchor": piece.anchor, "number": _number(piece.number), "question": _line(piece.question)}


def _piece(piece: Piece, number: int, folder: Path) -> dict[str, Any]:
    if piece.kind == "exchange":
        answers = [_said(said) for said in piece.answers]
        return _entry(piece) | {"kind": piece.kind, "asked": _asked(piece.asked_by), "answers": answers}
    if piece.said is not None:
        return {"kind": piece.kind, "said": _said(piece.said)}
    name = f"picture-{number}.jpg"
    with piece.image.get_rendition(_PICTURE).file.open("rb") as source, (folder / name).open("wb") as target:
        copyfileobj(source, target)
    return {"kind": piece.kind, "file": name, "alt": piece.alt}


def _left_open(one: LeftOpen) -> dict[str, Any]:
    return {
        "anchor": one.anchor,
        "number": _number(one.number),
        "question": _line(one.question),
        "status": str(one.status_words),
        "answers": [_said(said, with_day=True) for said in one.answers],
    }


def _said(said: Said, *, with_day: bool = False) -> dict[str, str]:
    return {"speaker": said.speaker, "time": _time(said.at, with_day=with_day), "text": said.text}


def _time(at: datetime | None, *, with_day: bool) -> str:
    return localtime(at).strftime("%Y-%m-%d" if with_day else "%H:%M") if at is not None else ""


def _asked(name: str) -> str:
    return _("Asked by %(name)s") % {"name": name} if name else ""


def _number(number: int | None) -> str:
    return f"{number}." if number else ""


def _line(text: str) -> str:
    return " ".join(text.split())
