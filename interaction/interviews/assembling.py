"""From the log of an interview to its transcript: questions in the order of their answers (R049)."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from interaction.interviews import entries
from interaction.interviews.actions.picturing import RENDITION
from interaction.interviews.models import Interview, Question
from interaction.interviews.stream import Item, build_stream
from interaction.rooms.models import Audience
from interaction.rooms.serialising import entries_json

# As a StreamField takes it: {"type": …, "value": …}.
type RawBlock = dict[str, Any]

# Questions that nobody may read any more; what was said about them goes with them.
_HIDDEN = (Question.State.REJECTED, Question.State.WITHDRAWN)


@dataclass(frozen=True)
class _Sources:
    """What the log refers to."""

    questions: dict[int, Question]
    pictures: dict[str, int]


def assemble(interview: Interview) -> list[RawBlock]:
    """Write down what was said: an answer stands at its question, a correction in the place of the error.

    What was taken back is left out, and so is what was said beside the public log.
    """
    if interview.room is None:
        return []
    sources = _Sources(
        {question.pk: question for question in interview.questions.defer("text", "notice_email")},
        _pictures(interview),
    )
    stream = build_stream(entries_json(interview.room, Audience.PUBLIC))
    exchanges: dict[int, RawBlock] = {}
    blocks: list[RawBlock] = []
    for item in stream.items:
        if not item.is_line:
            blocks.extend(_new_block(item, sources, exchanges))
    return blocks


def _new_block(item: Item, sources: _Sources, exchanges: dict[int, RawBlock]) -> Iterator[RawBlock]:
    """The block that a piece of the log begins; an answer to a known question begins none."""
    if item.kind == entries.REMARK:
        yield _block("remark", {"speaker": _speaker(item), "at": _at(item), "text": item.body["text"]})
    elif item.kind == entries.PICTURE:
        image = sources.pictures.get(item.body["url"])
        if image is not None:
            yield _block("picture", {"image": image, "alt": item.body["alt"]})
    elif item.question is not None:
        question = _main(item.question["id"], sources.questions)
        if question is None or question.state in _HIDDEN:
            return
        answer = {"answerer": _speaker(item), "at": _at(item), "text": item.body["text"]}
        if question.pk in exchanges:
            exchanges[question.pk]["value"]["answers"].append(_list_item(answer))
            return
        exchanges[question.pk] = _block("exchange", _exchange(question, answer))
        yield exchanges[question.pk]


def _exchange(question: Question, answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": question.number,
        "asked_by": question.author_name,
        "text": question.public_text,
        "answers": [_list_item(answer)],
    }


def _block(kind: str, value: dict[str, Any]) -> RawBlock:
    return {"type": kind, "value": value}


def _list_item(value: dict[str, Any]) -> RawBlock:
    # Without an id, Wagtail takes an item for one of its old formats.
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def _main(pk: int, questions: dict[int, Question]) -> Question | None:
    """The question itself, or the one that speaks for it."""
    question = questions.get(pk)
    return questions.get(question.merged_into_id) if question and question.merged_into_id else question


def _speaker(item: Item) -> str:
    """Who speaks, with the office that they hold."""
    name, title = item.body["by"], item.body["title"]
    return f"{name}（{title}）" if title else str(name)


def _at(item: Item) -> str:
    return item.at.isoformat()


def _pictures(interview: Interview) -> dict[str, int]:
    """The pictures that were shown, by the address under which the log names them."""
    pictures = interview.pictures.select_related("image")
    return {picture.image.get_rendition(RENDITION).url: picture.image_id for picture in pictures}
