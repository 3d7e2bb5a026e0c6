"""The survey as it happens, its immutable versions and its frozen result."""

from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.surveys.models.page import SurveyPage
from portal.accounts.models import User
from portal.base.append_only import AppendOnly
from portal.base.models import SiteScoped, SiteScopedQuerySet
from portal.deadlines.models import Obligation

RESULT = "solicitation.result"


class SurveyQuerySet(SiteScopedQuerySet):
    """Readings of the surveys; states follow from the times."""

    def to_come(self, now: Any) -> Self:
        """Announced, not yet open."""
        return self.filter(opens_at__gt=now, cancelled_at=None)

    def open(self, now: Any) -> Self:
        """Answers are taken."""
        return self.filter(opens_at__lte=now, closes_at__gt=now, cancelled_at=None)

    def awaiting_result(self, now: Any) -> Self:
        """Closed, and the result is owed."""
        return self.filter(closes_at__lte=now, result_published_at=None, cancelled_at=None)

    def with_result(self) -> Self:
        """The result is published."""
        return self.exclude(result_published_at=None)


class Survey(SiteScoped):
    """How far a published survey has come; made when its page is first published."""

    page = models.OneToOneField(SurveyPage, on_delete=models.PROTECT, related_name="survey")
    announced_at = models.DateTimeField(_("announced at"), default=timezone.now)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    # Who looked at results before the closing, and why: shown in the published note (R051).
    unsealed_at = models.DateTimeField(_("opened early at"), null=True, blank=True)
    unsealed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unseal_reason = models.CharField(_("reason"), max_length=200, blank=True)
    result_published_at = models.DateTimeField(_("result published at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason for the cancelling"), max_length=200, blank=True)
    obligations = GenericRelation(Obligation)

    objects: ClassVar[Any] = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ("-opens_at",)
        permissions = [("handle_survey", _("Can moderate, read and publish survey results"))]
        indexes = [models.Index(fields=("site", "closes_at"), name="survey_closing")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="survey_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(unsealed_at__isnull=True) | (~Q(unseal_reason="") & Q(unsealed_by__isnull=False)),
                name="survey_unsealed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="survey_cancelled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.page.title


class SurveyVersion(AppendOnly):
    """What was asked, as published: never changed. Responses belong to one version."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    # As `interaction.surveys.questionnaire.Questionnaire.as_json` writes it.
    definition = models.JSONField(_("questionnaire"))
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        ordering = ("number",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("survey", "number"), name="survey_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}/{self.number}"


class FrozenResult(models.Model):
    """The counts of a version as they were when the survey had closed: read instead of counting anew."""

    version = models.OneToOneField(SurveyVersion, on_delete=models.PROTECT, related_name="frozen")
    counts = models.JSONField(_("counts"))
    responses = models.PositiveIntegerField(_("responses"))
    frozen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("frozen result")
        verbose_name_plural = _("frozen results")

    def __str__(self) -> str:
        return f"{self.version}"
