"""Findings, changes and reasons in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.content.importer.actions import Change, SkipReason
from portal.content.importer.findings import Finding, FindingCode

FINDINGS: dict[FindingCode, Any] = {
    FindingCode.UNREADABLE: _("The file is damaged or locked"),
    FindingCode.NO_TEXT: _("The file holds no text"),
    FindingCode.NO_TEXT_LAYER: _("The pages are pictures without text (pages)"),
    FindingCode.LOST_CHARACTERS: _("Characters are lost"),
    FindingCode.WRONG_ENCODING: _("The text was saved in a wrong encoding"),
    FindingCode.PLACEHOLDERS: _("Placeholders stand where text is missing"),
    FindingCode.REPEATED_WORDS: _("Words are doubled by a machine"),
    FindingCode.SPACED_WORDS: _("Spaces stand between Chinese words"),
    FindingCode.MIXED_SCRIPTS: _("Much of the text is in another script"),
    FindingCode.TITLE_MISSING: _("No title was found; the file name is used"),
    FindingCode.NUMBER_MISSING: _("No document number was found"),
    FindingCode.BODY_MISSING: _("No issuing body was found"),
    FindingCode.DATE_MISSING: _("No date was found; the day of the import is used"),
    FindingCode.BAD_METADATA: _("A date cannot be read"),
    FindingCode.ARTICLES_OUT_OF_ORDER: _("Articles are missing or out of order before"),
}
REASONS: dict[SkipReason, Any] = {
    SkipReason.EMPTY: _("the file is empty"),
    SkipReason.UNSUPPORTED: _("the format is not supported; save it as .docx, .pdf, .html, .md or .txt"),
    SkipReason.UNOPENED: _("the file cannot be opened"),
    SkipReason.NOT_FOUND: _("the list names it, but it is not in the folder"),
    SkipReason.SAME_NAME: _("another file of this name came before it"),
    SkipReason.EDITED_HERE: _("its page was edited here since the last import; nothing was overwritten"),
    SkipReason.HELD: _("its page is locked or under review"),
    SkipReason.FAILED: _("an unexpected error; see the log"),
}
CHANGES: dict[Change, Any] = {
    Change.CREATED: _("created"),
    Change.UPDATED: _("updated"),
    Change.UNCHANGED: _("unchanged"),
    Change.SKIPPED: _("skipped"),
}


def describe(findings: Iterable[Finding]) -> list[str]:
    """Say findings in the reader's language."""
    return [f"{FINDINGS[item.code]}{f' ({item.detail})' if item.detail else ''}" for item in findings]
