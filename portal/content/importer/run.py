"""Importing many files: one transaction a file, so a second run finishes what a crash left."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import OperationalError, transaction
from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from modelsearch.tasks import insert_or_update_object_task
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.tasks import update_reference_index_task

from portal.content.importer.actions import Change, Outcome, SkipReason, import_policy
from portal.content.importer.findings import Finding, read_findings
from portal.content.importer.readers import READERS, read_bytes
from portal.content.importer.structure import parse_source
from portal.content.models import PolicyPage, SectionPage

logger = logging.getLogger(__name__)

MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier import left of a file."""

    page_id: int
    digest: str
    is_live: bool
    was_published: bool
    findings: tuple[Finding, ...]

    @property
    def waits(self) -> bool:
        """Whether the page could be published but never was."""
        return not (
            self.is_live or self.was_published or any(finding.is_blocking for finding in self.findings)
        )


def find_files(path: Path) -> list[Path]:
    """List the files to import, in order: one file, or all in a folder and below it."""
    if path.is_file():
        return [path]
    found = (file for file in path.rglob("*") if file.is_file())
    return sorted(
        file for file in found if not any(part.startswith(".") for part in file.relative_to(path).parts)
    )


def run_import(files: list[Path], section: SectionPage, *, publish: bool) -> Iterator[Outcome]:
    """Import files one by one and tell what became of each."""
    known = _known_sources(section)
    seen: set[str] = set()
    with _indexed_once():
        for file in files:
            if file.name in seen:
                yield _skipped(file, SkipReason.SAME_NAME, str(file.parent))
                continue
            seen.add(file.name)
            yield _import_file(file, known.get(file.name), section, publish=publish)


def _import_file(file: Path, known: Known | None, section: SectionPage, *, publish: bool) -> Outcome:
    if file.suffix.lower() not in READERS:
        return _skipped(file, SkipReason.UNSUPPORTED)
    try:
        if file.stat().st_size > MAX_BYTES:
            return _skipped(file, SkipReason.UNOPENED, f"> {MAX_BYTES // 1_000_000} MB")
        raw = file.read_bytes()
        unchanged = known is not None and known.digest == hashlib.sha256(raw).hexdigest()
        if known is not None and unchanged and not (publish and known.waits):
            return Outcome(file.name, Change.UNCHANGED, known.page_id, known.is_live, known.findings)
        return _write(raw, file.name, section, publish=publish)
    except OSError as error:
        return _skipped(file, SkipReason.UNOPENED, type(error).__name__)
    except OperationalError:
        raise
    except Exception as error:
        # One file must never keep the others from being imported; its transaction is undone.
        logger.exception("Importing %s failed", file)
        return _skipped(file, SkipReason.FAILED, f"{type(error).__name__}: {error}"[:200])


def _write(raw: bytes, name: str, section: SectionPage, *, publish: bool) -> Outcome:
    """Import one file and queue its page for Wagtail's own indexes, in one transaction."""
    parsed = parse_source(read_bytes(raw, name))
    with transaction.atomic():
        outcome = import_policy(parsed, section, publish=publish)
        if outcome.change in {Change.CREATED, Change.UPDATED}:
            label, model, pk = PolicyPage._meta.app_label, PolicyPage._meta.model_name, str(outcome.page_id)
            update_reference_index_task.enqueue(label, model, pk)
            insert_or_update_object_task.enqueue(label, model, pk)
    return outcome


@contextmanager
def _indexed_once() -> Iterator[None]:
    """Keep the three saves of a publication from queueing Wagtail's two index tasks three times.

    Signals are disconnected for the whole process: only for commands, never within a web request.
    """
    connected = post_save.disconnect(post_save_signal_handler, sender=PolicyPage)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        if connected:
            post_save.connect(post_save_signal_handler, sender=PolicyPage)


def _known_sources(section: SectionPage) -> dict[str, Known]:
    """Everything imported into this site so far, in one query."""
    site = section.get_site()
    root = site.root_page if site is not None else section
    pages = PolicyPage.objects.descendant_of(root).exclude(source_name="").order_by("-pk")
    rows = pages.values_list(
        "source_name", "pk", "source_digest", "live", "first_published_at", "import_findings"
    )
    return {
        name: Known(pk, digest, live, first_published_at is not None, read_findings(findings))
        for name, pk, digest, live, first_published_at, findings in rows.iterator()
    }


def _skipped(file: Path, reason: SkipReason, detail: str = "") -> Outcome:
    return Outcome(file.name, Change.SKIPPED, reason=reason, detail=detail)
