"""What is said to the citizen, and what the citizen adds."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interaction.cases.models.case import Case
from portal.accounts.models import User
from portal.base.models import Department


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Readings of the replies."""

    def shown(self) -> Self:
        """What the citizen can read."""
        return self.filter(state=Reply.State.SENT, is_public=True)

    def answers(self) -> Self:
        """What keeps an obligation: an answer, or the explanation why it cannot be handled."""
        return self.shown().filter(kind__in=Reply.ANSWERING_KINDS)


class Reply(models.Model):
    """What a person of the staff says to the citizen."""

    class Kind(models.TextChoices):
        """What it is; only answers and explanations keep what is owed (R042, R044)."""

        ANSWER = "answer", pgettext_lazy("reply", "answer")
        EXPLANATION = "explanation", _("explanation why it cannot be handled")
        QUESTION = "question", _("question to the citizen")
        ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement")

    ANSWERING_KINDS = (Kind.ANSWER, Kind.EXPLANATION)

    class State(models.TextChoices):
        """Whether it is on its way, with the citizen, or back with its author."""

        IN_REVIEW = "in_review", _("in review")
        SENT = "sent", _("sent")
        RETURNED = "returned", _("returned to the author")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ANSWER)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.SENT)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    body = models.TextField(_("reply"))
    is_public = models.BooleanField(_("shown to the citizen"), default=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects: ClassVar[Any] = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("case",), condition=Q(state="in_review"), name="reply_one_in_review_per_case"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="reply_sent_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.created_at:%Y-%m-%d}"


class SupplementQuerySet(models.QuerySet["Supplement"]):
    """Readings of the supplements."""

    def about(self, case: Case) -> Self:
        """What was added to a case and to those that are answered together with it."""
        return self.filter(Q(case=case) | Q(case__merged_into=case, case__state=Case.State.MERGED))


class Supplement(models.Model):
    """What the citizen added after the letter."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supplements")
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    objects: ClassVar[Any] = SupplementQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplement")
        verbose_name_plural = _("supplements")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.case} {self.created_at:%Y-%m-%d}"


class Rating(models.Model):
    """What the citizen thinks of one answer, on the five levels of 好差评 (rules §6)."""

    class Level(models.IntegerChoices):
        """From very satisfied to very dissatisfied; the last two are bad ratings."""

        VERY_SATISFIED = 5, _("very satisfied")
        SATISFIED = 4, pgettext_lazy("rating", "satisfied")
        FAIR = 3, _("fair")
        DISSATISFIED = 2, _("dissatisfied")
        VERY_DISSATISFIED = 1, _("very dissatisfied")

    BAD_LEVELS = (Level.DISSATISFIED, Level.VERY_DISSATISFIED)

    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="rating")
    level = models.PositiveSmallIntegerField(_("rating"), choices=Level)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        indexes = [models.Index(fields=("level",), name="rating_level")]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="rating_has_five_levels"),
            models.CheckConstraint(condition=Q(level__gte=3) | ~Q(reason=""), name="rating_bad_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.reply} {self.level}"
