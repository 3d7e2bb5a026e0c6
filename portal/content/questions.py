"""Typical questions of a policy (常见问法): how citizens ask what its articles answer. Pure.

An editor writes one a line, behind the number of the article that answers it: `第六条 自己交社保要好多钱`.
They are never shown to citizens; search and chatbot find the article by them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

QUESTION_MAX = 120


@dataclass(frozen=True, slots=True)
class TypicalQuestion:
    """A question and the number of the article that answers it, as it is cited; `line` counts from 1."""

    line: int
    article: str
    text: str


def read_questions(lines: str) -> Iterator[TypicalQuestion]:
    """Read the questions of a policy; a line without a question has an empty text."""
    for at, line in enumerate(lines.splitlines(), start=1):
        if line.strip():
            article, _gap, text = line.strip().replace("\t", " ").partition(" ")
            yield TypicalQuestion(at, article, text.strip())


def misplaced(questions: Iterable[TypicalQuestion], articles: Collection[str]) -> list[TypicalQuestion]:
    """The questions that no article of the policy can answer, and those that are missing or too long."""
    return [
        question
        for question in questions
        if question.article not in articles or not 0 < len(question.text) <= QUESTION_MAX
    ]
