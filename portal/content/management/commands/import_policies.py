"""Bring policy files onto the site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from portal.content.importer.actions import Change, Outcome, SkipReason
from portal.content.importer.encodings import decode
from portal.content.importer.report import Report
from portal.content.importer.run import find_files, run_import
from portal.content.models import SectionPage


class Command(BaseCommand):
    help = (
        "Imports policy files (.md .txt .html .docx .pdf) as policy pages; running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be said on the command line."""
        parser.add_argument("path", type=Path, help="a file, or a folder with all below it")
        parser.add_argument(
            "--list", type=Path, dest="names", help="import only the files named in this file, one a line"
        )
        parser.add_argument(
            "--section", help="slug of the section; otherwise the site's first section of policies"
        )
        state = parser.add_mutually_exclusive_group()
        state.add_argument("--publish", action="store_true", help="publish what is free of blocking findings")
        state.add_argument(
            "--draft", action="store_true", help="leave all as drafts for review (the default)"
        )
        parser.add_argument("--quiet", action="store_true", help="say nothing unless something fails")
        parser.add_argument(
            "--report", choices=["text", "json"], default="text", help="the form of the report"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, showing progress, and report."""
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(_("There is no file or folder %(path)s.") % {"path": path})
        section = _section(options["section"])
        files, missing = _chosen(find_files(path), options["names"])
        if not files and not missing:
            raise CommandError(_("There is nothing to import in %(path)s.") % {"path": path})
        report = Report()
        for outcome in missing:
            report.add(outcome)
        hidden = True if options["quiet"] else None
        for outcome in tqdm(
            run_import(files, section, publish=options["publish"]),
            total=len(files),
            disable=hidden,
            unit="file",
        ):
            report.add(outcome)
        if not options["quiet"]:
            self.stdout.write(report.as_json() if options["report"] == "json" else report.as_text())
        if report.all_failed:
            raise CommandError(_("Not one file could be imported."))


def _section(slug: str | None) -> SectionPage:
    """The section to import into.

    Raises:
        CommandError: there is no such section, or there are several.
    """
    sections = SectionPage.objects.live()
    if slug is None:
        first = sections.filter(kind=SectionPage.Kind.POLICIES).order_by("path").first()
        if first is None:
            raise CommandError(
                _("No section holds policies. Create one, or name a section with --section SLUG.")
            )
        return first
    found = list(sections.filter(slug=slug)[:2])
    if len(found) != 1:
        message = (
            _("Several sections have the slug %(slug)s.") if found else _("No section has the slug %(slug)s.")
        )
        raise CommandError(message % {"slug": slug})
    return found[0]


def _chosen(files: list[Path], names: Path | None) -> tuple[list[Path], list[Outcome]]:
    """Keep the files that a list names; tell which of the names are not there.

    Raises:
        CommandError: the list cannot be read.
    """
    if names is None:
        return files, []
    try:
        wanted = [line.strip() for line in decode(names.read_bytes()).splitlines() if line.strip()]
    except OSError as error:
        raise CommandError(_("The list %(path)s cannot be read.") % {"path": names}) from error
    chosen = set(wanted)
    there = {file.name for file in files}
    missing = [
        Outcome(name, Change.SKIPPED, reason=SkipReason.NOT_FOUND)
        for name in dict.fromkeys(wanted)
        if name not in there
    ]
    return [file for file in files if file.name in chosen], missing
