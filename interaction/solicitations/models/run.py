"""The solicitation as it happens, and the versions of its draft."""

from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.solicitations.models.page import SolicitationPage
from portal.accounts.models import User
from portal.base.append_only import AppendOnly
from portal.base.models import SiteScoped, SiteScopedQuerySet
from portal.deadlines.models import Obligation

RESULT = "solicitation.result"


class SolicitationQuerySet(SiteScopedQuerySet):
    """Readings of the solicitations; states follow from the times."""

    def to_come(self, now: Any) -> Self:
        """Announced, not yet open."""
        return self.filter(opens_at__gt=now, cancelled_at=None)

    def open(self, now: Any) -> Self:
        """Opinions are taken."""
        return self.filter(opens_at__lte=now, closes_at__gt=now, cancelled_at=None)

    def awaiting_result(self, now: Any) -> Self:
        """Closed, and the result is owed."""
        return self.filter(closes_at__lte=now, result_published_at=None, cancelled_at=None)

    def with_result(self) -> Self:
        """The result is published."""
        return self.exclude(result_published_at=None)


class Solicitation(SiteScoped):
    """How far a published solicitation has come; made when its page is first published."""

    page = models.OneToOneField(SolicitationPage, on_delete=models.PROTECT, related_name="solicitation")
    announced_at = models.DateTimeField(_("announced at"), default=timezone.now)
    # As published last; a page's draft may say something else.
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    result_published_at = models.DateTimeField(_("result published at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    obligations = GenericRelation(Obligation)

    objects: ClassVar[Any] = SolicitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("solicitation")
        verbose_name_plural = _("solicitations")
        ordering = ("-opens_at",)
        permissions = [("handle_solicitation", _("Can moderate opinions and account for them"))]
        indexes = [models.Index(fields=("site", "closes_at"), name="solicitation_closing")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="solicitation_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="solicitation_cancelled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.page.title


class DraftVersion(AppendOnly):
    """One published wording of a draft: its paragraphs in order, each under its lasting key."""

    solicitation = models.ForeignKey(Solicitation, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    # [{"key": block id, "kind": "paragraph" | "heading", "number": "", "text": "", "level": 1}]
    paragraphs = models.JSONField(_("paragraphs"))
    note = models.CharField(_("what has changed"), max_length=300, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("version of a draft")
        verbose_name_plural = _("versions of drafts")
        ordering = ("number",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("solicitation", "number"), name="draft_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.solicitation_id}/{self.number}"
