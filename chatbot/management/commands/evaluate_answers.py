"""Measure answers on a file of answerable and unanswerable questions."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chatbot.asking import ask_once, judged_citations
from chatbot.evaluation import Judged, is_correct, summarise
from chatbot.statuses import ANSWERED
from search.management.commands.evaluate_retrieval import read_rows


class Command(BaseCommand):
    """`evaluate_answers FILE.jsonl [--show wrong]`: a table, then one JSON object as the last line."""

    help = "Measure answers: rows {question, relevant | contains | unanswerable}."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--show-wrong", action="store_true", help="list what went wrong")

    def handle(self, *args: Any, file: Path, show_wrong: bool, **options: Any) -> None:
        """Ask every question through the pipeline and judge its citations."""
        judged = []
        ask_once("预热")
        for row in read_rows(file):
            one = self._judge(row)
            judged.append(one)
            if show_wrong and (one.answered != one.answerable or one.correct is False):
                kind = "false answer" if not one.answerable else "wrong" if one.answered else "refused"
                self.stdout.write(f"{kind:>12} {one.confidence:.2f} {row['question']}")
        summary = summarise(judged)
        for name, value in summary.items():
            self.stdout.write(f"{name:>24}  {value}")
        self.stdout.write(json.dumps(summary))

    def _judge(self, row: dict[str, Any]) -> Judged:
        answered = ask_once(row["question"])
        outcome = answered.outcome
        is_answered = outcome.status in ANSWERED
        answerable = not row.get("unanswerable", False)
        correct = (is_answered and is_correct(row, judged_citations(outcome))) if answerable else None
        sure = outcome.reading.get("confidence", 0.0)
        return Judged(answerable, is_answered, correct, sure, answered.milliseconds)
