"""What citizens ask an interview, and for which questions they vote."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.cases.models import Case
from interaction.interviews.models.run import Interview
from interaction.moderation.models import RejectionCode
from portal.accounts.models import User
from portal.base.fields import EncryptedTextField

QUESTION_MAX = 300


class QuestionQuerySet(models.QuerySet["Question"]):
    """Readings of the questions."""

    def public(self) -> Self:
        """What everybody may read."""
        return self.filter(state__in=Question.PUBLIC_STATES)

    def waiting(self) -> Self:
        """Nobody has judged them yet, or the author has added what was asked for."""
        return self.filter(state=Question.State.PENDING)

    def owed(self) -> Self:
        """Neither answered nor refused: after the end each becomes a case."""
        return self.filter(state__in=Question.OPEN_STATES, answered_at=None)

    def by_device(self, author_key: str) -> Self:
        """What came from one device."""
        return self.filter(author_key=author_key)

    def most_wanted_first(self) -> Self:
        """In the order in which citizens want them answered."""
        return self.order_by(F("votes").desc(), "number")


class Question(models.Model):
    """A citizen's question. `text` is what was written, `public_text` what others may read of it."""

    class State(models.TextChoices):
        """What the moderators decided."""

        PENDING = "pending", _("waiting for moderation")
        NEEDS_DETAIL = "needs_detail", _("detail was asked for")
        APPROVED = "approved", _("shown")
        MERGED = "merged", _("merged with a similar question")
        REJECTED = "rejected", _("not shown")
        WITHDRAWN = "withdrawn", _("withdrawn")

    PUBLIC_STATES = (State.APPROVED,)
    # An answer may still be owed; what was merged is answered with its main question.
    OPEN_STATES = (State.PENDING, State.NEEDS_DETAIL, State.APPROVED)

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PENDING)
    author_key = models.CharField(max_length=64)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Empty: anonymous.
    author_name = models.CharField(_("name"), max_length=30, blank=True)
    notice_email = EncryptedTextField(_("e-mail for notices"), blank=True)
    language = models.CharField(max_length=20, default="zh-hans")
    client_id = models.UUIDField(default=uuid.uuid4)
    text = EncryptedTextField(_("text"))
    public_text = models.TextField(_("text as others read it"))
    detail_wanted = models.CharField(_("what should be added"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    votes = models.PositiveIntegerField(_("votes"), default=0)
    shortlisted_at = models.DateTimeField(_("shortlisted at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    rejection = models.ForeignKey(
        RejectionCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rejection_note = models.CharField(_("note to the author"), max_length=200, blank=True)
    moderated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    moderated_at = models.DateTimeField(_("moderated at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # What stayed unanswered: the case, and its query code for the device that asked.
    case = models.OneToOneField(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="interview_question"
    )
    query_code = EncryptedTextField(blank=True)

    objects: ClassVar[Any] = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("number",)
        indexes = [
            models.Index(fields=("interview", "state", "-votes"), name="question_wanted"),
            models.Index(fields=("interview", "author_key"), name="question_author"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("interview", "number"), name="question_number_once"),
            models.UniqueConstraint(
                fields=("interview", "author_key", "client_id"), name="question_sent_once_per_author"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="question_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(state="rejected", rejection__isnull=False)
                | (~Q(state="rejected") & Q(rejection__isnull=True)),
                name="question_rejected_says_why",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(state__in=("pending", "needs_detail", "approved")),
                name="question_with_case_was_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview_id}/{self.number}"


class QuestionVote(models.Model):
    """One person's wish to hear a question answered."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="vote_rows")
    author_key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("question", "author_key"), name="vote_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}"
