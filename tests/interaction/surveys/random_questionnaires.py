"""Questionnaires and answers as chance makes them, and a plain walk through them to compare with.

`walk` knows nothing of `flow`: it goes from screen to screen as a person would.
"""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from interaction.surveys.questionnaire import (
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

# A busy machine is no failure.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = st.text("好坏多少快慢abc 。\n", min_size=1, max_size=20).filter(str.strip)


def options(count: int, prefix: str = "o", jumps: tuple[str, ...] = ()) -> tuple[Option, ...]:
    goals = (*jumps, *[""] * count)
    return tuple(Option(f"{prefix}{at}", Text(f"选项{at}"), goals[at]) for at in range(count))


@st.composite
def conditions(draw: st.DrawFn, earlier: list[Question]) -> ShowIf:
    """A condition that fits the questions before it."""
    if not earlier or not draw(st.booleans()):
        return ShowIf()
    found = []
    for question in draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2)):
        operator, value = "answered", ""
        if question.kind in (Kind.SINGLE, Kind.DROPDOWN, Kind.MULTIPLE) and draw(st.booleans()):
            operator = draw(st.sampled_from(["is", "is_not"]))
            value = draw(st.sampled_from(question.choices))
        if question.kind in (Kind.NUMBER, Kind.RATING, Kind.DATE) and draw(st.booleans()):
            operator = draw(st.sampled_from(["is", "is_not", "at_least", "at_most"]))
            value = str(draw(st.integers(1, 4)))
            value = f"2026-11-0{value}" if question.kind == Kind.DATE else value
        found.append(Condition(question.key, operator, value))
    return ShowIf(draw(st.sampled_from(["and", "or"])), tuple(found))


@st.composite
def questions(draw: st.DrawFn, key: str, earlier: list[Question], goals: list[str]) -> Question:
    """One question of any kind; a single choice may jump to one of `goals`."""
    kind = draw(st.sampled_from(list(Kind)))
    count = draw(st.integers(2, 5))
    jumps: tuple[str, ...] = ()
    if kind in (Kind.SINGLE, Kind.DROPDOWN) and goals:
        jumps = tuple(draw(st.lists(st.sampled_from(["", *goals]), max_size=count)))
    has_options = kind not in (Kind.SHORT_TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.DATE, Kind.RATING)
    return Question(
        key=key,
        name=key,
        kind=kind,
        text=Text(f"问题{key}"),
        is_required=draw(st.booleans()),
        show_if=draw(conditions(earlier)),
        options=options(count, jumps=jumps) if has_options else (),
        rows=options(draw(st.integers(1, 3)), "r") if kind == Kind.MATRIX else (),
        has_other=kind in (Kind.SINGLE, Kind.DROPDOWN, Kind.MULTIPLE) and draw(st.booleans()),
        at_most=draw(st.sampled_from([None, 2])) if kind == Kind.MULTIPLE else None,
        is_whole=draw(st.booleans()),
        highest=draw(st.integers(2, 10)),
    )


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """A questionnaire that may be published (but for sections that jumps lead past)."""
    names = [f"s{at}" for at in range(draw(st.integers(1, 4)))]
    earlier: list[Question] = []
    sections = []
    for at, name in enumerate(names):
        goals = [*names[at + 1 :], END]
        show_if = draw(conditions(earlier))
        here = []
        for number in range(draw(st.integers(1, 3))):
            here.append(draw(questions(f"{name}q{number}", earlier, goals)))
            earlier.append(here[-1])
        sections.append(Section(name, name, Text(name), show_if=show_if, questions=tuple(here)))
    return Questionnaire(tuple(sections))


def raw_value(question: Question) -> st.SearchStrategy[Any]:
    """What a form may send for a question, answered rightly."""
    keys = [option.key for option in question.options]
    number = st.integers(-9, 99) if question.is_whole else st.floats(-9, 99).map(lambda it: round(it, 2))
    return {
        Kind.SINGLE: st.sampled_from(question.choices or ("",)),
        Kind.DROPDOWN: st.sampled_from(question.choices or ("",)),
        Kind.MULTIPLE: st.lists(
            st.sampled_from(question.choices or ("",)),
            unique=True,
            min_size=1,
            max_size=question.at_most or 9,
        ),
        Kind.SHORT_TEXT: WORDS,
        Kind.LONG_TEXT: WORDS,
        Kind.NUMBER: number.map(str),
        Kind.DATE: st.dates(date(2026, 10, 28), date(2026, 11, 9)).map(str),
        Kind.RATING: st.integers(1, question.highest).map(str),
        Kind.RANKING: st.permutations(keys).map(
            lambda order: {key: str(place) for place, key in enumerate(order, start=1)}
        ),
        Kind.MATRIX: st.fixed_dictionaries({row.key: st.sampled_from(keys or [""]) for row in question.rows}),
    }[question.kind]


@st.composite
def raw_answers(draw: st.DrawFn, questionnaire: Questionnaire) -> dict[str, Any]:
    """What one person sends: some questions answered, hidden ones too, as after going back."""
    raw: dict[str, Any] = {}
    for question in questionnaire.questions:
        if draw(st.integers(0, 3)):
            raw[question.key] = draw(raw_value(question))
            if question.has_other and OTHER in raw[question.key]:
                raw[f"{question.key}-other"] = draw(WORDS)
    return raw


def walk(questionnaire: Questionnaire, raw: dict[str, Any]) -> dict[str, Any]:
    """The raw answers to what is shown; None where a shown question was not answered."""
    seen: dict[str, Any] = {}
    kinds = {question.key: question.kind for question in questionnaire.questions}
    at = 0
    while at < len(questionnaire.sections):
        section = questionnaire.sections[at]
        at += 1
        if not _is_met(section.show_if, seen, kinds):
            continue
        jump = ""
        for question in section.questions:
            if not _is_met(question.show_if, seen, kinds):
                continue
            seen[question.key] = raw.get(question.key)
            if question.kind in (Kind.SINGLE, Kind.DROPDOWN):
                chosen = [each for each in question.options if each.key == seen[question.key]]
                jump = chosen[0].jump_to if chosen and chosen[0].jump_to else jump
        if jump == END:
            break
        if jump:
            at = [each.key for each in questionnaire.sections].index(jump)
    return seen


def _is_met(show_if: ShowIf, seen: dict[str, Any], kinds: dict[str, Kind]) -> bool:
    results = []
    for condition in show_if.conditions:
        value, kind = seen.get(condition.question), kinds[condition.question]
        number = float if kind in (Kind.NUMBER, Kind.RATING) else str
        if value is None:
            results.append(False)
        elif condition.operator == "answered":
            results.append(True)
        elif kind == Kind.MULTIPLE:
            results.append((condition.value in value) == (condition.operator == "is"))
        else:
            left, right = number(value), number(condition.value)
            results.append(
                {
                    "is": left == right,
                    "is_not": left != right,
                    "at_least": left >= right,
                    "at_most": left <= right,
                }[condition.operator]
            )
    if not results:
        return True
    return any(results) if show_if.join == "or" else all(results)
