"""What editors may build, careful or careless, and a plain judge of it.

The judge reads the stored blocks and walks every way through them; it knows nothing of `checking` or `flow`.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import strategies as st

from tests.interaction.surveys.conftest import items, question, section, show_if

type Blocks = list[dict[str, Any]]
END = "end"
YES, NO = "是", "否"


@st.composite
def hostile(draw: st.DrawFn) -> Blocks:
    """A careful editor's questionnaire, or one with references to anything and jumps anywhere.

    Careful ones have many jumps forward, so that sections are left behind; and from some of either kind a
    section is removed at the end.
    """
    is_careful = draw(st.booleans())
    names = [f"s{at}" for at in range(draw(st.integers(2, 4)))]
    asked = {name: [f"{name}q{at}" for at in range(draw(st.integers(1, 2)))] for name in names}
    everything = [(name, "single") for each in asked.values() for name in each]
    before: list[tuple[str, str]] = []
    blocks = []
    for at, name in enumerate(names):
        known = before if is_careful else everything
        condition = a_condition(draw, known, is_careful=is_careful)
        goals = [*names[at + 1 :], END] if is_careful else ["", *names, END, "gone"]
        built = []
        for each in asked[name]:
            built.append(a_question(draw, each, known, goals, is_careful=is_careful))
            before.append((each, built[-1]["type"]))
        blocks.append(section(name, *built, show_if=condition))
    if chance(draw, 6):
        blocks.pop(draw(st.integers(0, len(blocks) - 1)))
    return blocks


def chance(draw: st.DrawFn, among: int) -> bool:
    """Happens once in so many times."""
    return draw(st.integers(1, among)) == among


def a_question(
    draw: st.DrawFn, name: str, known: list[tuple[str, str]], goals: list[str], *, is_careful: bool
) -> dict[str, Any]:
    own: dict[str, Any] = {
        "is_required": not chance(draw, 3),
        "show_if": a_condition(draw, known, is_careful=is_careful),
    }
    if chance(draw, 4):
        return question(draw(st.sampled_from(["rating", "short_text"])), name, name, highest=2, **own)
    jumps = {}
    if draw(st.booleans()):
        jumps = {YES: draw(st.sampled_from(goals)), NO: draw(st.sampled_from(["", *goals, *goals]))}
    return question("single", name, name, options=items(YES, NO, **jumps), has_other=chance(draw, 6), **own)


def a_condition(draw: st.DrawFn, known: list[tuple[str, str]], *, is_careful: bool) -> dict[str, Any]:
    if not known or not chance(draw, 4):
        return show_if()
    name, kind = draw(st.sampled_from(known))
    if is_careful:
        return show_if((name, "is", YES) if kind == "single" else (name, "answered", ""))
    name = "gone" if chance(draw, 6) else name
    operator, value = draw(
        st.sampled_from([("answered", ""), ("is", YES), ("is", "未知"), ("at_least", "2")])
    )
    return show_if((name, operator, value), join=draw(st.sampled_from(["and", "or"])))


def must_be_refused(blocks: Blocks) -> bool:
    return bool(looks_astray(blocks)) or leads_astray(blocks)


def looks_astray(blocks: Blocks) -> list[str]:
    """Conditions on what is gone, not asked before, or never answered so."""
    found, before = [], {}
    for block in blocks:
        found += [each for each in conditions_of(block) if not can_be_known(each, before)]
        for asked in block["value"]["questions"]:
            found += [each for each in conditions_of(asked) if not can_be_known(each, before)]
            before[asked["value"]["name"]] = asked
    return found


def conditions_of(block: dict[str, Any]) -> list[dict[str, str]]:
    return [item["value"] for item in block["value"]["show_if"]["conditions"]]


def can_be_known(condition: dict[str, str], before: dict[str, Any]) -> bool:
    asked = before.get(condition["question"])
    if asked is None:
        return False
    if condition["operator"] == "answered":
        return True
    possible: dict[str, list[tuple[str, str]]] = {
        "single": [("is", YES), ("is", NO)],
        "rating": [("at_least", "2")],
        "short_text": [],
    }
    return (condition["operator"], condition["value"]) in possible[asked["type"]]


def leads_astray(blocks: Blocks) -> bool:
    """Walk every way through: back or to nowhere at any step, or a section that no way comes to."""
    names = [block["value"]["name"] for block in blocks]
    seen, todo = set(), [0]
    while todo:
        at = todo.pop()
        if at in seen or at == len(blocks):
            continue
        seen.add(at)
        for chosen in ways_through(blocks[at]):
            goals = [goal for goal in chosen if goal]
            if any(goal != END and (goal not in names or names.index(goal) <= at) for goal in goals):
                return True
            last = goals[-1] if goals else ""
            todo.append(len(blocks) if last == END else names.index(last) if last else at + 1)
    return len(seen) < len(blocks)


def ways_through(block: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The goals of each way to answer a section; whatever has a condition may be hidden."""
    if conditions_of(block):
        yield ()
    yield from product(*(goals_of(asked) for asked in block["value"]["questions"]))


def goals_of(asked: dict[str, Any]) -> list[str]:
    """Where each possible answer leads; "" is on."""
    own = asked["value"]
    if asked["type"] != "single":
        return [""]
    goals = [item["value"]["jump_to"] for item in own["options"]]
    may_be_silent = not own["is_required"] or conditions_of(asked) or own["has_other"]
    return [*goals, ""] if may_be_silent else goals
