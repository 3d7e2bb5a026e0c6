"""What is owed."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.base.models import SiteScoped, SiteScopedQuerySet
from portal.deadlines.models.rule import DeadlineRule
from portal.deadlines.rules import Term, last_day_in_time


class ObligationQuerySet(SiteScopedQuerySet):
    """Readings of what is owed. All of them compute from `due_at`, never from a stored flag."""

    def open(self) -> Self:
        """Still owed."""
        return self.filter(state__in=Obligation.OPEN_STATES)

    def satisfied(self) -> Self:
        """Kept by an answer or an explanation (R044), in time or late."""
        return self.filter(state__in=Obligation.KEPT_STATES)

    def satisfied_on_time(self) -> Self:
        """Kept before the time was over."""
        return self.satisfied().filter(satisfied_at__lt=F("due_at"))

    def overdue(self, on: datetime) -> Self:
        """Still owed although the time is over at the instant `on`."""
        return self.open().filter(due_at__lte=on)

    def due_within(self, on: datetime, until: datetime) -> Self:
        """Still owed, in time at the instant `on`, and over at `until` or before."""
        return self.open().filter(due_at__gt=on, due_at__lte=until)


class Obligation(SiteScoped):
    """One thing owed to somebody by one date.

    `due_at` is the end of the last day in time, so it is exclusive: what happens at that instant or
    after is late. `amount`, `unit` and `day_ends` are what was counted from receipt, an extension
    included; they and `extension_limit` are kept as promised when the rule changes later.
    `satisfied_at` is when it was kept.
    """

    class State(models.TextChoices):
        """Owed, kept or no longer owed; overdue is not a state, it is computed when read."""

        OPEN = "open", _("open")
        SATISFIED = "satisfied", _("satisfied")
        EXPLAINED = "explained", _("explained why it cannot be handled")
        DROPPED = "dropped", _("no longer owed")

    OPEN_STATES = (State.OPEN,)
    KEPT_STATES = (State.SATISFIED, State.EXPLAINED)

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    kind = models.CharField(_("kind"), max_length=60)
    rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="obligations")
    amount = models.PositiveSmallIntegerField(_("amount counted"))
    unit = models.CharField(
        _("unit"), max_length=20, choices=DeadlineRule.Unit, default=DeadlineRule.Unit.WORKING_DAYS
    )
    day_ends = models.TimeField(_("close of business"), null=True, blank=True)
    extension_limit = models.PositiveSmallIntegerField(_("extension limit"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    due_at = models.DateTimeField(_("due at"))
    extended_at = models.DateTimeField(_("extended at"), null=True, blank=True)
    satisfied_at = models.DateTimeField(_("satisfied at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    calendar_version = models.CharField(_("calendar version"), max_length=60)
    is_provisional = models.BooleanField(_("provisional"), default=False)

    objects: ClassVar[Any] = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ("due_at", "id")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=("content_type", "object_id"), name="obligation_subject"),
            models.Index(fields=("site", "kind", "state", "due_at"), name="obligation_queue"),
            models.Index(fields=("site", "kind", "received_at"), name="obligation_received"),
            # For the recorder, which looks at all sites: what is closed grows without end.
            models.Index(fields=("state", "due_at"), name="obligation_state_due"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=("content_type", "object_id", "kind"),
                condition=Q(state="open"),
                name="obligation_open_once_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "dropped"), satisfied_at__isnull=True)
                | Q(state__in=("satisfied", "explained"), satisfied_at__isnull=False),
                name="obligation_satisfied_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("received_at")), name="obligation_due_after_receipt"
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True) | Q(amount=F("extension_limit")),
                name="obligation_extended_to_the_limit",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="obligation_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on.isoformat()}"

    @property
    def term(self) -> Term:
        """How long it may take, counted from receipt."""
        return Term(self.amount, self.unit, self.day_ends)

    @property
    def is_open(self) -> bool:
        """Tell whether it is still owed."""
        return self.state in self.OPEN_STATES

    @property
    def due_on(self) -> date:
        """The last day (Asia/Shanghai) on which it is kept in time."""
        return last_day_in_time(self.due_at)

    @property
    def was_on_time(self) -> bool:
        """Tell whether it was kept before the time was over."""
        return self.satisfied_at is not None and self.satisfied_at < self.due_at
