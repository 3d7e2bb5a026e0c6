"""The demo's questionnaires: from a short form in a file to the builder's blocks, with lasting keys."""

import uuid
from typing import Any

_SPACE = uuid.UUID("5c0ad1c4-6f6c-4c39-9f3e-53b2b9d94b5e")


def blocks_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The questionnaire of a row as the builder stores it."""
    return [_section(section, row["slug"]) for section in row["sections"]]


def key_of(*names: str) -> str:
    """The key of a block; the same at each loading."""
    return str(uuid.uuid5(_SPACE, "/".join(names)))


def _section(section: dict[str, Any], slug: str) -> dict[str, Any]:
    questions = [_question(question, slug) for question in section["questions"]]
    value = {"name": section["name"], "title": section["title"], "title_en": section["en"]}
    return {
        "type": "section",
        "id": key_of(slug, section["name"]),
        "value": value | {"questions": questions},
    }


def _question(question: dict[str, Any], slug: str) -> dict[str, Any]:
    own = ("name", "text", "help", "help_en", "at_most", "max_length", "minimum", "maximum", "unit")
    value = {name: question[name] for name in (*own, "unit_en", "highest") if name in question}
    value |= {"text_en": question["en"], "is_required": question.get("required", False)}
    if question["kind"] == "number":
        value["is_whole"] = True
    for name in ("options", "rows"):
        if name in question:
            value[name] = [_option(option, slug, question["name"], name) for option in question[name]]
    if question.get("other"):
        value["has_other"] = True
    for name, label in (("lowest", "lowest_label"), ("top", "highest_label")):
        if name in question:
            value[label], value[f"{label}_en"] = question[name]
    if "show_if" in question:
        value["show_if"] = {"join": "and", "conditions": [_condition(each) for each in question["show_if"]]}
    return {"type": question["kind"], "id": key_of(slug, "question", question["name"]), "value": value}


def _option(option: list[str], slug: str, question: str, part: str) -> dict[str, Any]:
    text, text_en, *jump = option
    value = {"text": text, "text_en": text_en, "jump_to": jump[0] if jump else ""}
    return {"type": "item", "id": key_of(slug, question, part, text), "value": value}


def _condition(condition: list[str]) -> dict[str, Any]:
    question, operator, value = condition
    compared = {"question": question, "operator": operator, "value": value}
    return {"type": "item", "id": key_of("condition", *condition), "value": compared}
