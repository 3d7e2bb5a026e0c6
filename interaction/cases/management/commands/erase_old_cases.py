"""Erase by hand what the scheduler erases every night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from interaction.cases.actions import close_settled_cases, erase_old_cases


class Command(BaseCommand):
    """`erase_old_cases`: may be run at any time."""

    help = "Close the cases that can no longer be reopened; erase the personal data of those long ended."

    def handle(self, *args: Any, **options: Any) -> None:
        """Close and erase, and say how many."""
        now = timezone.now()
        self.stdout.write(f"{close_settled_cases(now)} closed, {erase_old_cases(now)} erased")
