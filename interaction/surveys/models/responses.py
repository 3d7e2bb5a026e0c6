"""What people answered: one record of fixed length a response, and what they wrote in words."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interaction.moderation.models import RejectionCode
from interaction.surveys.models.run import SurveyVersion
from portal.accounts.models import User


class ResponseQuerySet(models.QuerySet["SurveyResponse"]):
    """Readings of the responses."""

    def counted(self) -> Self:
        """What results are made of: tests never are."""
        return self.filter(is_test=False)


class SurveyResponse(models.Model):
    """One completed questionnaire.

    `packed` holds the answers to all questions but those in words, in the layout of the version
    (`interaction.surveys.packing`): a hundred thousand of them are counted in one go.
    """

    # By chance: a running number would tell who came when.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="responses")
    packed = models.BinaryField()
    # Anonymous surveys keep the day only, so that nobody is recognised by the minute.
    day = models.DateField(_("day"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    is_test = models.BooleanField(_("test"), default=False)
    # What is sent twice is stored once. Drawn by the page, tied to nobody.
    client_id = models.UUIDField(default=uuid.uuid4, unique=True)

    objects: ClassVar[Any] = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ("id",)
        indexes = [models.Index(fields=("version", "is_test"), name="response_counted")]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.pk}"


class TextAnswer(models.Model):
    """What somebody wrote in words: an answer to a text question, or beside "other"."""

    class State(models.TextChoices):
        """Whether others may read it."""

        PENDING = "pending", _("waiting for moderation")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("not shown")

    # By chance: running numbers would tell which texts one person wrote.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(SurveyResponse, on_delete=models.CASCADE, related_name="texts")
    question = models.CharField(max_length=40)
    text = models.TextField(_("text"))
    # Masked; what others read of it.
    public_text = models.TextField(_("text as others read it"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PENDING)
    rejection = models.ForeignKey(
        RejectionCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    moderated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("answer in words")
        verbose_name_plural = _("answers in words")
        indexes = [models.Index(fields=("question", "state"), name="text_answer_question")]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("response", "question"), name="text_answer_once_per_question"),
            models.CheckConstraint(
                condition=Q(state="hidden", rejection__isnull=False)
                | (~Q(state="hidden") & Q(rejection__isnull=True)),
                name="text_answer_hidden_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id}/{self.question}"
