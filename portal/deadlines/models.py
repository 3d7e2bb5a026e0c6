"""The calendar, the rules and what is owed."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from portal.base.append_only import AppendOnly
from portal.base.models import SiteScoped, SiteScopedQuerySet
from portal.deadlines.rules import last_day_in_time


class CalendarNotice(models.Model):
    """The State Council notice that fixes the holidays of one year."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    number = models.CharField(_("document number"), max_length=60)
    issued_on = models.DateField(_("issued on"))

    class Meta:
        verbose_name = _("holiday notice")
        verbose_name_plural = _("holiday notices")
        ordering = ("-year",)

    def __str__(self) -> str:
        return f"{self.year} {self.number}"


class CalendarDay(models.Model):
    """A day that a notice declares free or working; it overrides the library."""

    notice = models.ForeignKey(CalendarNotice, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("date"), unique=True)
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ("date",)

    def __str__(self) -> str:
        return self.date.isoformat()


class DeadlineProfile(models.Model):
    """The set of deadline rules of a region, because the sources differ (requirements §3)."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)

    NATIONAL = "national"

    class Meta:
        verbose_name = _("deadline profile")
        verbose_name_plural = _("deadline profiles")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name


class DeadlineRuleQuerySet(models.QuerySet["DeadlineRule"]):
    """Reads of the rules."""

    def for_kind(self, site: Site, kind: str) -> "DeadlineRule":
        """The rule that a site keeps for a kind of obligation (every site keeps the national profile).

        Raises:
            DeadlineRule.DoesNotExist: no rule is installed for this kind.
        """
        return self.get(profile__slug=DeadlineProfile.NATIONAL, kind=kind)


class DeadlineRule(models.Model):
    """How long one kind of obligation may take, and which document says so."""

    class Unit(models.TextChoices):
        """What is counted."""

        WORKING_DAYS = "working_days", _("working days")

    profile = models.ForeignKey(DeadlineProfile, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(_("kind"), max_length=60)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, default=Unit.WORKING_DAYS)
    extension_limit = models.PositiveSmallIntegerField(
        _("extension limit"), null=True, blank=True, help_text=_("In all from receipt, not in addition.")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ("profile", "kind")
        constraints = [
            models.UniqueConstraint(fields=("profile", "kind"), name="deadline_rule_once_per_profile"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deadline_rule_amount_positive"),
            models.CheckConstraint(
                condition=Q(extension_limit__isnull=True) | Q(extension_limit__gt=F("amount")),
                name="deadline_rule_extension_is_longer",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ObligationQuerySet(SiteScopedQuerySet):
    """Readings of what is owed. All of them compute from `due_at`, never from a stored flag."""

    def open(self) -> Self:
        """Still owed."""
        return self.filter(state__in=Obligation.OPEN_STATES)

    def satisfied(self) -> Self:
        """Kept, in time or late."""
        return self.filter(state=Obligation.State.SATISFIED)

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
    after is late. `amount` is what was counted from receipt, an extension included.
    """

    class State(models.TextChoices):
        """Owed or kept; overdue is not a state, it is computed when read."""

        OPEN = "open", _("open")
        SATISFIED = "satisfied", _("satisfied")

    OPEN_STATES = (State.OPEN,)

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    kind = models.CharField(_("kind"), max_length=60)
    rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="obligations")
    amount = models.PositiveSmallIntegerField(_("amount counted"))
    received_at = models.DateTimeField(_("received at"))
    due_at = models.DateTimeField(_("due at"))
    satisfied_at = models.DateTimeField(_("satisfied at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    calendar_version = models.CharField(_("calendar version"), max_length=60)
    is_provisional = models.BooleanField(_("provisional"), default=False)

    objects: ClassVar[Any] = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ("due_at", "id")
        indexes = [
            models.Index(fields=("content_type", "object_id"), name="obligation_subject"),
            models.Index(fields=("site", "kind", "state", "due_at"), name="obligation_queue"),
            models.Index(fields=("site", "kind", "received_at"), name="obligation_received"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("content_type", "object_id", "kind"),
                condition=Q(state="open"),
                name="obligation_open_once_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="open", satisfied_at__isnull=True)
                | Q(state="satisfied", satisfied_at__isnull=False),
                name="obligation_satisfied_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("received_at")), name="obligation_due_after_receipt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on.isoformat()}"

    @property
    def due_on(self) -> date:
        """The last day (Asia/Shanghai) on which it is kept in time."""
        return last_day_in_time(self.due_at)

    @property
    def was_on_time(self) -> bool:
        """Tell whether it was kept before the time was over."""
        return self.satisfied_at is not None and self.satisfied_at < self.due_at


class DeadlineEvent(AppendOnly):
    """One thing that happened to an obligation; written once, never changed."""

    class Kind(models.TextChoices):
        """What happened."""

        STARTED = "started", _("started")
        MET = "met", _("met")

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("deadline event")
        verbose_name_plural = _("deadline events")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
