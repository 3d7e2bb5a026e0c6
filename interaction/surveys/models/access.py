"""Who has answered already: kept apart from the answers, so that nobody can put the two together."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.surveys.models.run import Survey, SurveyVersion
from portal.base.fields import EncryptedTextField

KEPT_FOR = timedelta(days=30)


class Ticket(models.Model):
    """One person's place, as the survey's strategy tells persons apart: a keyed hash, no time, no answer.

    Its key is random, so that the order of tickets says nothing about the order of responses.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="tickets")
    key = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("survey", "key"), name="ticket_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}"


class AccessCode(models.Model):
    """A one-time code that was given to somebody; kept as a keyed hash."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    used = models.BooleanField(_("used"), default=False)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("survey", "code_hash"), name="access_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}"


class SavedAnswers(models.Model):
    """An unfinished questionnaire, to be gone on with: encrypted, deleted when sent or too old."""

    version = models.ForeignKey(SurveyVersion, on_delete=models.CASCADE, related_name="saved")
    author_key = models.CharField(max_length=64)
    answers = EncryptedTextField()
    section = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved answers")
        verbose_name_plural = _("saved answers")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("version", "author_key"), name="saved_once_per_device"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}"
