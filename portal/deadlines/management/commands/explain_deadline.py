"""Explain a due date day by day on the command line."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.deadlines.calendar import load_calendar
from portal.deadlines.explanations import explain_deadline
from portal.deadlines.models import DeadlineProfile, DeadlineRule
from portal.deadlines.rules import ZONE, Deadline, Term, count_deadline


def local_moment(text: str) -> datetime:
    """A day (its beginning) or an instant, in Asia/Shanghai unless it says otherwise.

    Raises:
        ValueError: it is neither.
    """
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


class Command(BaseCommand):
    """`explain_deadline 2026-02-11 --amount 7 --unit working_days`, or `--kind case.reply.fault`."""

    help = "Print the days that are counted from a day of receipt, and the due date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the receipt, and the term or the kind whose rule holds it."""
        parser.add_argument("received_at", type=local_moment, metavar="YYYY-MM-DD[THH:MM]")
        parser.add_argument("--amount", type=int, default=7)
        parser.add_argument(
            "--unit", choices=DeadlineRule.Unit.values, default=DeadlineRule.Unit.WORKING_DAYS
        )
        parser.add_argument("--kind", help="take amount and unit from the rule for this kind")
        parser.add_argument(
            "--profile", default=DeadlineProfile.NATIONAL, help="whose rules (with --kind): national"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a day and the result.

        Raises:
            CommandError: the amount is not a positive number, or there is no such profile or kind.
        """
        term = self.rule(options["profile"], options["kind"]) if options["kind"] else None
        term = term or Term(options["amount"], options["unit"])
        if term.amount < 1:
            raise CommandError("The amount must be at least 1.")
        self.explain(count_deadline(options["received_at"], term, load_calendar()))

    def rule(self, profile: str, kind: str) -> Term:
        """Print the rule for a kind and take its term."""
        if not DeadlineProfile.objects.filter(slug=profile).exists():
            known = ", ".join(DeadlineProfile.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no profile {profile!r}. There are: {known}.")
        try:
            rule = DeadlineRule.objects.for_profile(profile, kind)
        except DeadlineRule.DoesNotExist as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{rule.kind} ({rule.profile.slug}): {rule} · {rule.source}")
        return rule.term

    def explain(self, deadline: Deadline) -> None:
        """Print the days, the reason, what may change, and the result."""
        explanation = explain_deadline(deadline)
        for day in explanation.days:
            self.stdout.write(f"{day.date.isoformat()}  {day.number or '-':>3}  {day.text}")
        self.stdout.write(explanation.summary)
        if explanation.caution:
            self.stdout.write(self.style.WARNING(explanation.caution))
        self.stdout.write(f"{deadline.due_on.isoformat()} {deadline.ends} Asia/Shanghai")
