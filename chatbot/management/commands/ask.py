"""Ask the published policies from the command line."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chatbot.actions import check_question
from chatbot.asking import ask_once, citations
from chatbot.words import message_for
from portal.base.errors import Invalid


class Command(BaseCommand):
    """`ask "…" [--json]`."""

    help = "Ask a question; the answer is quoted from published policies."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the question."""
        parser.add_argument("question")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, question: str, **options: Any) -> None:
        """Answer; nothing is kept."""
        try:
            answered = ask_once(check_question(question))
        except Invalid as refusal:
            raise CommandError(str(refusal.message)) from refusal
        outcome, cited = answered.outcome, citations(answered.outcome)
        message = str(message_for(outcome.status))
        if options["json"]:
            self._print_json(outcome.status, message, cited, answered.milliseconds)
            return
        self.stdout.write(f"[{outcome.status}] {message}")
        for row in cited:
            self.stdout.write(f"\n  {row['quote']}\n  — 《{row['title']}》{row['article']}  {row['url']}")

    def _print_json(self, status: str, message: str, cited: list[dict[str, Any]], elapsed: float) -> None:
        answer = "\n\n".join(row["quote"] for row in cited) or message
        data = {"status": status, "answer": answer, "citations": cited, "ms": round(elapsed, 1)}
        self.stdout.write(json.dumps(data, ensure_ascii=False))
