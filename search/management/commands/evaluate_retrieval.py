"""Measure retrieval on a file of questions with known answers."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.evaluation import Measures
from search.models import Passage
from search.replica import Scope, get_replica
from search.retrieval import find

# Ranks are judged to this depth; the time is that of what the portal asks for.
_DEPTH = 100
_SHOWN = 10


class Command(BaseCommand):
    """`evaluate_retrieval FILE.jsonl`: a table, then one JSON object as the last line."""

    help = "Measure retrieval: rows {question, relevant: [{document, article}]}."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and, if wished, keyword search alone."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--keyword-only", action="store_true", help="leave the vectors out")

    def handle(self, *args: Any, file: Path, keyword_only: bool, **options: Any) -> None:
        """Run every question through the same door that the portal uses."""
        rows = read_rows(file)
        replica = get_replica()
        if not replica.size:
            raise CommandError("The index is empty: import and publish policies first.")
        modes = ["keyword"] if keyword_only or not replica.embedded else ["hybrid", "keyword"]
        summaries = {mode: _measure(rows, dense=mode == "hybrid").summary() for mode in modes}
        self._print_table(summaries)
        self.stdout.write(f"passages {replica.size}, with vectors {replica.embedded}")
        self.stdout.write(json.dumps({"mode": modes[0], **summaries[modes[0]], "by_mode": summaries}))

    def _print_table(self, summaries: dict[str, dict[str, float]]) -> None:
        names = list(next(iter(summaries.values())))
        self.stdout.write(f"{'':>10}" + "".join(f"{name:>12}" for name in names))
        for mode, summary in summaries.items():
            self.stdout.write(f"{mode:>10}" + "".join(f"{summary[name]:>12}" for name in names))


def read_rows(file: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines.

    Raises:
        CommandError: the file cannot be read or a line is no JSON object.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise CommandError(f"{file}: {error}") from error


def _measure(rows: list[dict[str, Any]], *, dense: bool) -> Measures:
    scope, measures = Scope(role=Passage.Role.PROVISION), Measures()
    find("预热", scope, dense=dense)
    for row in rows:
        relevant = {(target["document"], target["article"]) for target in row.get("relevant", [])}
        if not relevant:
            continue
        hits = find(row["question"], scope, _DEPTH, dense=dense)
        started = time.perf_counter()
        find(row["question"], scope, _SHOWN, dense=dense)
        elapsed = (time.perf_counter() - started) * 1000
        measures.add([(hit.passage.source_name, hit.passage.number) for hit in hits], relevant, elapsed)
    return measures
