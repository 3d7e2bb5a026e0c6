"""Record by hand what the scheduler records every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.deadlines.actions import record_passed_time


class Command(BaseCommand):
    """`record_deadlines`: may be run at any time, and twice at once."""

    help = "Write down the warnings and breaches that are due and not written down yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Record and say how many."""
        recorded = record_passed_time()
        self.stdout.write(
            f"{recorded.breached} overdue, {recorded.warned} warned, {recorded.moved} counted again"
        )
