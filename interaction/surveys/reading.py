"""From the editor's blocks to a questionnaire: short names and option texts become lasting keys."""

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from interaction.surveys.models.run import SurveyVersion
from interaction.surveys.questionnaire import (
    CHOICES,
    END,
    OTHER,
    Condition,
    Kind,
    Option,
    Question,
    Questionnaire,
    Section,
    ShowIf,
    Text,
)

# How editors write "other" in a condition.
_OTHER_WORDS = frozenset({OTHER, "其他", "其它"})
_LIMITS = ("has_other", "at_most", "max_length", "minimum", "maximum", "is_whole", "highest")
_TEXTS = ("unit", "lowest_label", "highest_label", "image_alt")


def from_stream(stream: Any) -> Questionnaire:
    """Read `SurveyPage.questionnaire`; what leads nowhere keeps the name that the editor wrote."""
    sections = tuple(
        _section(block.value, block.id or f"section-{at}") for at, block in enumerate(stream, start=1)
    )
    return _resolved(sections)


def questionnaire_of(version: SurveyVersion) -> Questionnaire:
    """What a published version asks; read once a process, for it never changes."""
    return _read_definition(json.dumps(version.definition, ensure_ascii=False))


@lru_cache(maxsize=256)
def _read_definition(definition: str) -> Questionnaire:
    return Questionnaire.from_json(json.loads(definition))


def _section(value: Any, key: str) -> Section:
    questions = tuple(
        _question(block.value, Kind(block.block_type), block.id or f"{key}-{at}")
        for at, block in enumerate(value["questions"], start=1)
    )
    return Section(
        key=key,
        name=value["name"] or "",
        title=_text(value, "title"),
        help=_text(value, "help"),
        show_if=_show_if(value.get("show_if")),
        questions=questions,
    )


def _question(value: Any, kind: Kind, key: str) -> Question:
    image = value.get("image")
    # An emptied field of the builder is None: the default holds.
    limits: dict[str, Any] = {name: value[name] for name in _LIMITS if value.get(name) is not None}
    limits |= {name: _text(value, name) for name in _TEXTS if name in value}
    return Question(
        key=key,
        name=value["name"] or "",
        kind=kind,
        text=_text(value, "text"),
        help=_text(value, "help"),
        is_required=bool(value.get("is_required")),
        show_if=_show_if(value.get("show_if")),
        options=_options(value.get("options")),
        rows=_options(value.get("rows")),
        image=image.pk if image is not None else None,
        **limits,
    )


def _text(value: Any, name: str) -> Text:
    zh, en = value.get(name) or "", value.get(f"{name}_en") or ""
    return Text(zh.strip(), en.strip())


def _options(values: Any) -> tuple[Option, ...]:
    if values is None:
        return ()
    return tuple(
        Option(
            key=child.id, text=_text(child.value, "text"), jump_to=(child.value.get("jump_to") or "").strip()
        )
        for child in values.bound_blocks
    )


def _show_if(value: Any) -> ShowIf:
    if not value:
        return ShowIf()
    conditions = tuple(
        Condition((each["question"] or "").strip(), each["operator"] or "is", (each["value"] or "").strip())
        for each in value["conditions"]
    )
    return ShowIf(value["join"] or "and", conditions)


def _resolved(sections: tuple[Section, ...]) -> Questionnaire:
    """The same with names resolved; of two that share a name the first is meant, and `checking` tells."""
    questions = {each.name: each for section in reversed(sections) for each in reversed(section.questions)}
    goals = {END: END} | {section.name: section.key for section in reversed(sections) if section.name}

    def show_if(it: ShowIf) -> ShowIf:
        return replace(it, conditions=tuple(_condition(each, questions) for each in it.conditions))

    def question(it: Question) -> Question:
        options = tuple(replace(each, jump_to=goals.get(each.jump_to, each.jump_to)) for each in it.options)
        return replace(it, show_if=show_if(it.show_if), options=options)

    return Questionnaire(
        tuple(
            replace(each, show_if=show_if(each.show_if), questions=tuple(map(question, each.questions)))
            for each in sections
        )
    )


def _condition(condition: Condition, questions: dict[str, Question]) -> Condition:
    question = questions.get(condition.question)
    if question is None:
        return condition
    value = condition.value
    if question.kind in CHOICES:
        value = _option_key(question.options, value, question.has_other)
    return Condition(question.key, condition.operator, value)


def _option_key(options: Iterable[Option], written: str, has_other: bool) -> str:
    """The key of the option that an editor wrote in Chinese or English."""
    for option in options:
        if written and written in (option.text.zh, option.text.en):
            return option.key
    return OTHER if has_other and written in _OTHER_WORDS else written
