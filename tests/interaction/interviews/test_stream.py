"""The live text out of the log; the browser builds the same out of the same cases (`stream_cases.json`)."""

import json
from pathlib import Path
from typing import Any

from interaction.interviews.stream import CHANGES, Stream, build_stream

CASES = json.loads((Path(__file__).parent / "stream_cases.json").read_text())


def entry(seq: int, kind: str, /, **body: Any) -> dict[str, Any]:
    return {"seq": seq, "kind": kind, "at": "2026-12-02T15:00:00+08:00", "body": body}


def shown(stream: Stream) -> list[dict[str, Any]]:
    return [
        {
            "seq": item.seq,
            "change": item.change,
            "text": item.body.get("text", ""),
            "earlier": item.earlier,
            "redacted": item.is_redacted,
            "goes_on": item.goes_on,
        }
        for item in stream.items
    ]


def test_the_log_of_an_interview_becomes_its_live_text() -> None:
    stream = build_stream(CASES["entries"])
    assert shown(stream) == CASES["shown"]
    assert list(stream.questions) == CASES["questions"]
    assert stream.pinned is not None
    assert stream.pinned.seq == CASES["pinned"]
    assert stream.on_screen is None
    assert stream.has_words


def test_every_quiet_line_has_its_words() -> None:
    assert {item["change"] for item in CASES["shown"] if item["change"]} <= set(CHANGES)


def test_a_correction_keeps_speaker_question_and_place() -> None:
    question = {"id": 3, "number": 1, "text": "问"}
    stream = build_stream(
        [
            entry(1, "answer", text="旧", by="甲", title="局长", question=question),
            entry(2, "remark", text="别的", by="乙"),
            entry(3, "answer", text="新", by="甲", corrects=1),
        ]
    )
    first, second = stream.items
    assert (first.seq, first.body["text"], first.question, first.body["title"]) == (1, "新", question, "局长")
    assert first.corrected_at is not None
    assert second.body["text"] == "别的"


def test_a_correction_of_what_was_taken_back_does_not_bring_its_words_again() -> None:
    taken_back = entry(1, "remark") | {"redacted": True}
    stream = build_stream([taken_back, entry(2, "remark", text="新", by="甲", corrects=1)])
    (item,) = stream.items
    assert (item.body["text"], item.earlier, item.is_redacted) == ("新", [], False)


def test_a_pinned_piece_that_was_taken_back_is_not_pinned() -> None:
    stream = build_stream([entry(1, "remark") | {"redacted": True}, entry(2, "pinned", seq=1)])
    assert stream.pinned is None
    assert not stream.has_words


def test_an_empty_log_shows_nothing() -> None:
    stream = build_stream([])
    assert (stream.items, stream.on_screen, stream.pinned, stream.has_words) == ([], None, None, False)
