"""Writing imported policies: the only code of the importer that changes state."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, Site

from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import NotAllowed
from portal.base.models import AuditEntry, Department
from portal.base.slugs import pinyin_slug
from portal.content.importer.findings import Finding, FindingCode, read_findings, write_findings
from portal.content.importer.stream import to_stream
from portal.content.importer.structure import ParsedPolicy
from portal.content.models import PolicyPage, SectionPage, Topic

_IMPORTED = "policy.imported"


class Change(StrEnum):
    """What an import did with a file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    """Why a file was left out."""

    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    UNOPENED = "unopened"
    NOT_FOUND = "not_found"
    SAME_NAME = "same_name"
    EDITED_HERE = "edited_here"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; `is_live` tells whether citizens see its page now."""

    name: str
    change: Change
    page_id: int | None = None
    is_live: bool = False
    findings: tuple[Finding, ...] = field(default=())
    reason: SkipReason | None = None
    detail: str = ""


@transaction.atomic
def import_policy(
    parsed: ParsedPolicy, section: SectionPage, *, publish: bool, actor: User | None = None
) -> Outcome:
    """Create or update the page of a policy file; one with a blocking finding stays a draft.

    Nobody as actor is the system (the command line).

    Raises:
        NotAllowed: the actor may not add or publish pages in this section.
    """
    if any(finding.code is FindingCode.NO_TEXT for finding in parsed.findings):
        return Outcome(parsed.source_name, Change.SKIPPED, reason=SkipReason.EMPTY)
    # Held to the end: it keeps the order of children and the slugs below it to one writer.
    section = SectionPage.objects.select_for_update().get(pk=section.pk)
    _check_permission(section, actor, publish=publish)
    site = section.get_site()
    page = _page_of(site, parsed.source_name)
    if page is None:
        return _create(parsed, section, site, publish=publish, actor=actor)
    if page.source_digest == parsed.digest:
        return _publish_waiting(page, site, publish=publish, actor=actor)
    return _update(page, parsed, site, publish=publish, actor=actor)


def _check_permission(section: SectionPage, actor: User | None, *, publish: bool) -> None:
    if actor is None:
        return
    tester = section.permissions_for_user(actor)
    if not tester.can_add_subpage() or (publish and not tester.can_publish_subpage()):
        raise NotAllowed(_("You may not import policies into this section."))


def _page_of(site: Site | None, source_name: str) -> PolicyPage | None:
    """A file is known by its name on its site, wherever editors have moved its page."""
    pages = PolicyPage.objects.filter(source_name=source_name)
    if site is not None:
        pages = pages.descendant_of(site.root_page)
    return pages.order_by("pk").first()


def _create(
    parsed: ParsedPolicy, section: SectionPage, site: Site | None, *, publish: bool, actor: User | None
) -> Outcome:
    page = PolicyPage(live=False, has_unpublished_changes=True, owner=actor)
    _fill(page, parsed, site)
    page.slug = _free_slug(section, page.title)
    section.add_child(instance=page)
    revision = page.save_revision(user=actor, clean=False)
    live = publish and parsed.is_publishable
    if live:
        revision.publish(user=actor, skip_permission_checks=True)
    return _finish(page, revision, parsed, Change.CREATED, is_live=live, site=site, actor=actor)


def _update(
    page: PolicyPage, parsed: ParsedPolicy, site: Site | None, *, publish: bool, actor: User | None
) -> Outcome:
    if page.locked or page.current_workflow_state is not None:
        return Outcome(parsed.source_name, Change.SKIPPED, page.pk, page.live, reason=SkipReason.HELD)
    if _was_edited(page):
        return Outcome(parsed.source_name, Change.SKIPPED, page.pk, page.live, reason=SkipReason.EDITED_HERE)
    was_live = page.live
    _fill(page, parsed, site)
    revision = page.save_revision(user=actor, clean=False)
    publishes = publish and parsed.is_publishable and _may_go_live(page)
    if publishes:
        revision.publish(user=actor, skip_permission_checks=True)
    else:
        # A draft does not touch the page itself, but the file is known now.
        known = {"source_digest": page.source_digest, "import_findings": page.import_findings}
        PolicyPage.objects.filter(pk=page.pk).update(**known)
    is_live = publishes or was_live
    return _finish(page, revision, parsed, Change.UPDATED, is_live=is_live, site=site, actor=actor)


def _publish_waiting(page: PolicyPage, site: Site | None, *, publish: bool, actor: User | None) -> Outcome:
    """Publish a page that an earlier import left as a draft; what was withdrawn stays withdrawn."""
    findings = read_findings(page.import_findings)
    blocked = any(finding.is_blocking for finding in findings)
    waiting = not page.live and page.first_published_at is None and page.latest_revision is not None
    if not (publish and waiting) or blocked or page.current_workflow_state is not None or _was_edited(page):
        return Outcome(page.source_name, Change.UNCHANGED, page.pk, page.live, findings)
    page.latest_revision.publish(user=actor, skip_permission_checks=True)
    audit.record(_IMPORTED, page, actor=actor, site=site, revision=page.latest_revision_id, published=True)
    return Outcome(page.source_name, Change.UPDATED, page.pk, is_live=True, findings=findings)


def _may_go_live(page: PolicyPage) -> bool:
    """A page that somebody withdrew is not put back by an import."""
    return page.live or page.first_published_at is None


def _was_edited(page: PolicyPage) -> bool:
    """Whether the newest revision is another than the one that the importer wrote."""
    entries = AuditEntry.objects.filter(action=_IMPORTED, object_id=str(page.pk))
    last: dict[str, Any] = entries.order_by("-pk").values_list("detail", flat=True).first() or {}
    return "revision" in last and last["revision"] != page.latest_revision_id


def _finish(
    page: PolicyPage,
    revision: Revision,
    parsed: ParsedPolicy,
    change: Change,
    *,
    is_live: bool,
    site: Site | None,
    actor: User | None,
) -> Outcome:
    audit.record(
        _IMPORTED,
        page,
        actor=actor,
        site=site,
        revision=revision.pk,
        change=change.value,
        source=parsed.source_name,
        digest=parsed.digest,
        published=is_live,
        findings=[finding.code.value for finding in parsed.findings],
    )
    return Outcome(parsed.source_name, change, page.pk, is_live, tuple(parsed.findings))


def _fill(page: PolicyPage, parsed: ParsedPolicy, site: Site | None) -> None:
    """Put what the file says onto its page."""
    page.title = _cut(parsed.title, 255)
    page.draft_title = page.title
    page.title_en = _cut(parsed.title_en, 255)
    page.document_number = _cut(parsed.document_number, 100)
    page.issuing_body = _cut(parsed.issuing_body, 200)
    page.index_number = _cut(parsed.index_number, 60)
    page.source = _cut(parsed.source, 150)
    page.keywords = _cut(parsed.keywords, 255)
    page.summary = parsed.summary
    page.summary_en = parsed.summary_en
    page.written_on = parsed.written_on
    page.published_on = parsed.published_on or timezone.localdate()
    page.effective_on = parsed.effective_on
    page.expires_on = parsed.expires_on
    page.validity = parsed.validity
    page.topic = Topic.objects.filter(name=parsed.topic).first() if parsed.topic else None
    page.department = _department(site, parsed.issuing_body)
    page.body = json.dumps(to_stream(parsed.blocks), ensure_ascii=False)
    page.source_name = parsed.source_name
    page.source_digest = parsed.digest
    page.import_findings = write_findings(parsed.findings)


def _department(site: Site | None, name: str) -> Department | None:
    if site is None or not name:
        return None
    found: Department | None = Department.objects.for_site(site).filter(name=name).first()
    return found


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _free_slug(section: SectionPage, title: str) -> str:
    """A readable slug that no sibling has."""
    slug = pinyin_slug(title)
    siblings: Any = section.get_children().filter(slug__startswith=slug)
    taken = set(siblings.values_list("slug", flat=True))
    count = 2
    free = slug
    while free in taken:
        free, count = f"{slug}-{count}", count + 1
    return free
