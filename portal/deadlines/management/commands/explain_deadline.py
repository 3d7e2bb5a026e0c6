"""Explain a due date day by day on the command line."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.deadlines.calendar import load_calendar
from portal.deadlines.explanations import explain_deadline
from portal.deadlines.models import DeadlineRule
from portal.deadlines.rules import count_working_days


class Command(BaseCommand):
    """`explain_deadline 2026-02-11 --amount 7 --unit working_days`."""

    help = "Print the days that are counted from a day of receipt, and the due date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day of receipt, the amount and the unit."""
        parser.add_argument("received_on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--amount", type=int, default=7)
        parser.add_argument(
            "--unit", choices=DeadlineRule.Unit.values, default=DeadlineRule.Unit.WORKING_DAYS
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a day and the result.

        Raises:
            CommandError: the amount is not a positive number.
        """
        if options["amount"] < 1:
            raise CommandError("The amount must be at least 1.")
        deadline = count_working_days(options["received_on"], options["amount"], load_calendar())
        explanation = explain_deadline(deadline)
        for day in explanation.days:
            self.stdout.write(f"{day.date.isoformat()}  {day.number or '-':>3}  {day.text}")
        self.stdout.write(explanation.summary)
        if explanation.caution:
            self.stdout.write(self.style.WARNING(explanation.caution))
        self.stdout.write(f"{deadline.due_on.isoformat()} 24:00 Asia/Shanghai")
