"""What an import tells at its end."""

import json
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.content.importer.actions import Change, Outcome
from portal.content.importer.labels import CHANGES, REASONS, describe

_NAME_WIDTH = 48
_MAX_ROWS = 25


@dataclass(slots=True)
class Report:
    """Outcomes counted; those that need a person are kept, and so is who got a warning."""

    counts: Counter[Change] = field(default_factory=Counter)
    live: int = 0
    skipped: list[Outcome] = field(default_factory=list)
    drafts: list[Outcome] = field(default_factory=list)
    warned: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.counts[outcome.change] += 1
        self.live += outcome.is_live
        blocked = any(finding.is_blocking for finding in outcome.findings)
        if outcome.change is Change.SKIPPED:
            self.skipped.append(outcome)
        elif blocked:
            self.drafts.append(outcome)
        elif outcome.findings and outcome.change is not Change.UNCHANGED:
            self.warned.append(outcome)

    @property
    def total(self) -> int:
        """How many files there were."""
        return self.counts.total()

    @property
    def all_failed(self) -> bool:
        """Whether not one file is on the site."""
        return self.total > 0 and self.counts[Change.SKIPPED] == self.total

    def as_json(self) -> str:
        """The report for programs."""
        return json.dumps(
            {
                "files": self.total,
                **{change.value: self.counts[change] for change in Change},
                "live": self.live,
                "skipped_files": [_row(outcome) for outcome in self.skipped],
                "drafts": [_row(outcome) for outcome in self.drafts],
                "warnings": [_row(outcome) for outcome in self.warned],
            },
            ensure_ascii=False,
        )

    def as_text(self) -> str:
        """The report for people."""
        parts = [f"{CHANGES[change]} {self.counts[change]}" for change in Change]
        files = ngettext("%(count)d file", "%(count)d files", self.total) % {"count": self.total}
        live = _("published %(count)d") % {"count": self.live}
        lines = [f"{files}: {', '.join([*parts, live])}"]
        lines += _table(_("Skipped files"), self.skipped)
        lines += _table(_("Kept as drafts, somebody must look"), self.drafts)
        lines += _table(_("Imported with warnings"), self.warned)
        return "\n".join(lines)


def _table(heading: str, outcomes: list[Outcome]) -> list[str]:
    if not outcomes:
        return []
    rows = [f"  {_padded(outcome.name)}  {_why(outcome)}" for outcome in outcomes[:_MAX_ROWS]]
    more = len(outcomes) - len(rows)
    if more:
        rows.append("  " + _("… and %(count)d more: see --report json") % {"count": more})
    return ["", f"{heading} ({len(outcomes)})", *rows]


def _why(outcome: Outcome) -> str:
    if outcome.reason is None:
        return "; ".join(describe(outcome.findings))
    return f"{REASONS[outcome.reason]}{f' ({outcome.detail})' if outcome.detail else ''}"


def _padded(name: str) -> str:
    """Cut or fill a file name to one width; a Han character takes two columns."""
    width = 0
    for index, character in enumerate(name):
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > _NAME_WIDTH - 1:
            return f"{name[:index]}…"
    return name + " " * (_NAME_WIDTH - width)


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "file": outcome.name,
        "reason": outcome.reason.value if outcome.reason else None,
        "detail": outcome.detail,
        "findings": [{"code": finding.code.value, "detail": finding.detail} for finding in outcome.findings],
    }
