"""What happened to a case, and what waits for a second person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.cases.models.case import Case
from interaction.cases.models.reply import Reply
from portal.accounts.models import User
from portal.base.append_only import AppendOnly
from portal.base.models import Department


class CaseEvent(AppendOnly):
    """One thing that happened to a case; written once, never changed."""

    class Kind(models.TextChoices):
        """What happened."""

        RECEIVED = "received", _("received")
        ASSIGNED = "assigned", _("assigned")
        OBJECTED = "objected", _("assignment objected to")
        CLAIMED = "claimed", _("claimed")
        RELEASED = "released", _("released")
        HANDED_OVER = "handed_over", _("handed over")
        TRIAGED = "triaged", _("judged")
        NOTED = "noted", _("internal note")
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        ASKED = "asked", _("citizen asked for more")
        SUPPLEMENTED = "supplemented", _("supplemented by the citizen")
        EXTENSION_ASKED = "extension_asked", _("extension asked for")
        EXTENDED = "extended", _("extended")
        INVALID_ASKED = "invalid_asked", _("proposed as not acceptable")
        INVALIDATED = "invalidated", _("not accepted")
        REVIEW_ASKED = "review_asked", _("reply sent to review")
        REFUSED = "refused", _("proposal refused")
        REPLIED = "replied", _("replied")
        EXPLAINED = "explained", _("explained")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")
        RATED = "rated", _("rated")
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged", _("merged")
        RECALCULATED = "recalculated", _("due date counted again")
        PUBLISHED = "published", _("published")
        UNPUBLISHED = "unpublished", _("taken back from publication")
        ERASED = "erased", _("personal data erased")

    PUBLIC_KINDS = (
        Kind.RECEIVED,
        Kind.ASSIGNED,
        Kind.CLAIMED,
        Kind.ACKNOWLEDGED,
        Kind.ASKED,
        Kind.SUPPLEMENTED,
        Kind.EXTENDED,
        Kind.INVALIDATED,
        Kind.REPLIED,
        Kind.EXPLAINED,
        Kind.CLOSED,
        Kind.REOPENED,
        Kind.RATED,
        Kind.WITHDRAWN,
        Kind.MERGED,
        Kind.RECALCULATED,
        Kind.PUBLISHED,
        Kind.UNPUBLISHED,
    )

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("internal note"), blank=True)
    # What the step was about, without personal data: dates, codes, numbers of other cases.
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Proposal(models.Model):
    """A step that one person proposes and another one decides."""

    class Kind(models.TextChoices):
        """What is proposed."""

        INVALID = "invalid", _("not to accept the case")
        EXTENSION = "extension", _("to extend the time")
        REPLY = "reply", _("to send the reply")

    class Verdict(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("waiting for a decision")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        LAPSED = "lapsed", _("lapsed")

    class ReasonCode(models.TextChoices):
        """Why a case is not accepted (R041, R053), or why it needs more time."""

        NOT_OURS = "not_ours", _("not a matter of this government")
        PETITION = "petition", _("a petition; the petition office is responsible")
        DISCLOSURE = "disclosure", _("a request for information disclosure")
        LITIGATION = "litigation", _("before a court, in arbitration or in review")
        DUPLICATE = "duplicate", _("the same person asked the same before")
        NO_CONTENT = "no_content", _("no comprehensible matter")
        ABUSE = "abuse", _("insult, advertisement or threat")
        COMPLEX = "complex", _("complex matter")
        SEVERAL_UNITS = "several_units", _("several departments must be heard")
        ON_SITE = "on_site", _("an inspection on site is needed")

    INVALID_CODES = (
        ReasonCode.NOT_OURS,
        ReasonCode.PETITION,
        ReasonCode.DISCLOSURE,
        ReasonCode.LITIGATION,
        ReasonCode.DUPLICATE,
        ReasonCode.NO_CONTENT,
        ReasonCode.ABUSE,
    )
    EXTENSION_CODES = (ReasonCode.COMPLEX, ReasonCode.SEVERAL_UNITS, ReasonCode.ON_SITE)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    reason_code = models.CharField(_("reason"), max_length=20, choices=ReasonCode, blank=True)
    reason = models.TextField(_("reason in words"), blank=True)
    reply = models.OneToOneField(
        Reply, null=True, blank=True, on_delete=models.CASCADE, related_name="proposal"
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict, default=Verdict.OPEN)
    verdict_note = models.TextField(_("note on the verdict"), blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("case", "kind"), condition=Q(verdict="open"), name="proposal_open_once_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="proposal_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(verdict="open", decided_by__isnull=True)
                | Q(verdict="lapsed")
                | Q(verdict__in=("approved", "refused"), decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_verdict_has_its_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="reply", reply__isnull=False) | (~Q(kind="reply") & ~Q(reason="")),
                name="proposal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"
