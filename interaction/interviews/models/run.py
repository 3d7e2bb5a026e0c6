"""The interview as it happens: its state, its room, what is on the screen."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interaction.interviews.models.page import InterviewPage
from interaction.rooms.models import Room
from portal.base.models import SiteScoped, SiteScopedQuerySet


class InterviewQuerySet(SiteScopedQuerySet):
    """Readings of the interviews."""

    def to_come(self) -> Self:
        """Announced, not yet begun."""
        return self.filter(state__in=Interview.BEFORE_STATES)

    def under_way(self) -> Self:
        """Live now, or paused."""
        return self.filter(state__in=Interview.RUNNING_STATES)

    def over(self) -> Self:
        """Ended, with or without its transcript."""
        return self.filter(state__in=Interview.AFTER_STATES)

    def final(self) -> Self:
        """Over, or called off: nothing is answered in them any more."""
        return self.filter(state__in=Interview.FINAL_STATES)


class Interview(SiteScoped):
    """How far an announced interview has come; made when its page is first published."""

    class State(models.TextChoices):
        """The life of an interview."""

        ANNOUNCED = "announced", _("announced")
        COLLECTING = "collecting", _("collecting questions")
        LIVE = "live", _("live")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended, transcript in the making")
        TRANSCRIBED = "transcribed", _("transcript published")
        CANCELLED = "cancelled", _("cancelled")

    BEFORE_STATES = (State.ANNOUNCED, State.COLLECTING)
    RUNNING_STATES = (State.LIVE, State.PAUSED)
    AFTER_STATES = (State.ENDED, State.TRANSCRIBED)
    # What was asked and is not answered now becomes a case.
    FINAL_STATES = (*AFTER_STATES, State.CANCELLED)
    # Questions are taken, as long as nobody has stopped them.
    ASKING_STATES = (State.COLLECTING, State.LIVE)

    page = models.OneToOneField(InterviewPage, on_delete=models.PROTECT, related_name="interview")
    room = models.OneToOneField(Room, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ANNOUNCED)
    announced_at = models.DateTimeField(_("announced at"))
    # As agreed, moved by a delay or an extension; the page keeps what was announced.
    starts_at = models.DateTimeField(_("starts at"), db_index=True)
    ends_at = models.DateTimeField(_("ends at"))
    # The page's times as they were last published: what an editor changes is told from what a host moved.
    announced_starts_at = models.DateTimeField(null=True, editable=False)
    announced_minutes = models.PositiveIntegerField(null=True, editable=False)
    moved_reason = models.CharField(_("reason for the new time"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    transcribed_at = models.DateTimeField(_("transcript published at"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    questions_stopped = models.BooleanField(_("no more questions"), default=False)
    slow_mode_seconds = models.PositiveIntegerField(_("seconds between two questions"), default=0)
    on_screen = models.ForeignKey(
        "interviews.Question", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    pinned_seq = models.PositiveBigIntegerField(null=True, blank=True)
    last_question_number = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[Any] = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ("-starts_at",)
        permissions = [("host_interview", _("Can host and moderate interviews of their site"))]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~Q(state__in=("live", "paused", "ended", "transcribed"))
                | Q(started_at__isnull=False),
                name="interview_running_has_begun",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("ended", "transcribed"), ended_at__isnull=False)
                | (~Q(state__in=("ended", "transcribed")) & Q(ended_at__isnull=True)),
                name="interview_ended_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="interview_ends_after_its_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="interview_cancelled_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.page.title


class InterviewPicture(models.Model):
    """A picture of the live text; its entry in the log names it."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey("wagtailimages.Image", on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(_("what the picture shows"), max_length=200)

    class Meta:
        verbose_name = _("picture of an interview")
        verbose_name_plural = _("pictures of interviews")

    def __str__(self) -> str:
        return self.alt
