"""Conversations, kept whole: every turn with the passages and scores it was answered from."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from chatbot.statuses import ANSWERED, OFFERS_HANDOFF, Status
from portal.base.models import SiteScoped
from search.passages import question_digest


class Conversation(SiteScoped):
    """What one visitor asked in one session; nobody's name is kept."""

    locale = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{_('conversation')} {self.pk}"


class Turn(models.Model):
    """One question and what became of it.

    `question` has personal data masked. `answer` holds the quotes as shown, `passages` what was
    retrieved with scores and page revisions, `reading` how the question was understood: together
    they reproduce an old answer.
    """

    class Rating(models.TextChoices):
        """Whether the citizen was helped."""

        USEFUL = "useful", _("Useful")
        NOT_USEFUL = "not_useful", _("Not useful")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    question = models.TextField(_("question"))
    status = models.CharField(_("status"), max_length=40, choices=Status)
    answer = models.JSONField(default=list)
    suggestions = models.JSONField(default=list)
    passages = models.JSONField(default=list)
    reading = models.JSONField(default=dict)
    index_revision = models.BigIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    rating = models.CharField(_("rating"), max_length=20, choices=Rating, blank=True)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ("number",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("conversation", "number"), name="turns_are_numbered"),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="turn_status_is_from_the_closed_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.question[:40]}"

    @property
    def is_answered(self) -> bool:
        """Whether policies were quoted."""
        return self.status in ANSWERED

    @property
    def offers_handoff(self) -> bool:
        """Whether a person is offered."""
        return self.status in OFFERS_HANDOFF


class KnownGap(SiteScoped):
    """A question that no published policy answers, so that the chatbot refuses instead of guessing.

    Editors enter what citizens ask in vain, with a word about where to turn instead.
    """

    question = models.CharField(_("question"), max_length=200)
    advice = models.CharField(
        _("advice"),
        max_length=200,
        blank=True,
        help_text=_("Where to turn or what to do; shown to who asks this or nearly this."),
    )
    digest = models.CharField(max_length=64, editable=False, db_index=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("known gap")
        verbose_name_plural = _("known gaps")
        ordering = ("question",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("site", "question"), name="gap_once_per_site"),
        ]

    def __str__(self) -> str:
        return self.question

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the digest by which the question's vector is found."""
        self.digest = question_digest(self.question)
        super().save(*args, **kwargs)
