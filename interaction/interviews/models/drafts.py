"""What hosts prepare and write before it is said."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.interviews.models.questions import Question
from interaction.interviews.models.run import Interview
from portal.accounts.models import User


class AnswerDraft(models.Model):
    """What one person is writing, saved as they type; `question` is empty for a remark.

    Each person has a draft of their own: recorder and guest never overwrite each other.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="drafts")
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("text"), blank=True)
    # Counts the savings: a second tab that knows an older one is told so.
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=("interview", "question", "author"), name="draft_one_per_person_and_question"
            ),
            models.UniqueConstraint(
                fields=("interview", "author"),
                condition=models.Q(question__isnull=True),
                name="draft_one_remark_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview_id}/{self.question_id}/{self.author_id}"


class PreparedQuestion(models.Model):
    """A line of the run sheet: what the host will say or ask, with the answer prepared for it."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="prepared")
    order = models.PositiveIntegerField(_("order"), default=0)
    text = models.TextField(_("question or remark"))
    answer = models.TextField(_("prepared answer"), blank=True)
    minutes = models.PositiveIntegerField(_("planned minutes"), default=5)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of the run sheet")
        verbose_name_plural = _("run sheet")
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.text[:40]
