"""Cases: whatever a citizen is owed an answer to."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.cases.rules import TITLE_MAX
from portal.accounts.models import User
from portal.base.fields import EncryptedTextField
from portal.base.models import Department, SiteScoped, SiteScopedQuerySet
from portal.base.scoping import sites_for
from portal.content.models import Topic
from portal.deadlines.models import Obligation

REPLY = "case.reply"


class CaseQuerySet(SiteScopedQuerySet):
    """Readings of the cases."""

    def open(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state__in=Case.OPEN_STATES)

    def unclaimed(self) -> Self:
        """Open, and nobody has taken it yet."""
        return self.open().filter(handler=None)

    def visible_to(self, user: Any) -> Self:
        """What a member of staff may see: own department and unassigned; supervisors the whole site."""
        if user.is_superuser:
            return self.all()
        mine = self.filter(site__in=sites_for(user))
        if user.has_perm("cases.supervise_case"):
            return mine
        if user.has_perm("cases.handle_case"):
            return mine.filter(Q(department=user.department_id) | Q(department=None))
        return self.none()

    def with_reply_due(self) -> Self:
        """Add `due_at` and `due_is_provisional` of the answer that is still owed."""
        owed = Q(obligations__kind=REPLY, obligations__state__in=Obligation.OPEN_STATES)
        return self.annotate(reply_owed=FilteredRelation("obligations", condition=owed)).annotate(
            due_at=F("reply_owed__due_at"), due_is_provisional=F("reply_owed__is_provisional")
        )

    def soonest_due_first(self) -> Self:
        """In the order in which answers are owed."""
        return self.with_reply_due().order_by(F("due_at").asc(nulls_last=True), "id")


class Case(SiteScoped):
    """Anything that a citizen is owed an answer to (诉求/受理件)."""

    class Channel(models.TextChoices):
        """The way it came."""

        LETTER = "letter", _("letter")
        CHATBOT = "chatbot", _("chat")

    class Kind(models.TextChoices):
        """What the citizen wants."""

        CONSULTATION = "consultation", _("Question")
        COMPLAINT = "complaint", _("Complaint")
        SUGGESTION = "suggestion", _("Suggestion")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        """How far it has come (受理 分办 办理 答复)."""

        RECEIVED = "received", _("received")
        ASSIGNED = "assigned", _("assigned")
        HANDLING = "handling", _("being handled")
        REPLIED = "replied", _("replied")

    OPEN_STATES = (State.RECEIVED, State.ASSIGNED, State.HANDLING)

    number = models.CharField(_("number"), max_length=40, unique=True)
    query_code_hash = models.CharField(max_length=64)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    body = models.TextField(_("text"))
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("topic")
    )
    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
        verbose_name=_("department"),
    )
    handler = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="cases", verbose_name=_("officer")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.RECEIVED)
    contact_name = EncryptedTextField(_("citizen's name"), blank=True)
    contact = EncryptedTextField(_("contact"), blank=True)
    consent_to_contact = models.BooleanField(_("may be contacted"), default=False)
    source_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    source_id = models.CharField(max_length=40, blank=True)
    source = GenericForeignKey("source_type", "source_id")
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    obligations = GenericRelation(Obligation)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ("-received_at", "-id")
        permissions = [
            ("handle_case", _("Can handle the cases of their department")),
            ("supervise_case", _("Can handle all cases of the site")),
        ]
        indexes = [
            models.Index(fields=("site", "state", "department"), name="case_queue"),
            models.Index(fields=("handler", "state"), name="case_handler"),
            models.Index(fields=("source_type", "source_id"), name="case_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", department__isnull=True)
                | Q(state="assigned", department__isnull=False, handler__isnull=True)
                | Q(state="handling", department__isnull=False, handler__isnull=False)
                | Q(state="replied", department__isnull=False, handler__isnull=False),
                name="case_state_names_who_has_it",
            ),
            models.CheckConstraint(
                condition=Q(contact="") | Q(consent_to_contact=True), name="case_contact_needs_consent"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is still owed."""
        return self.state in self.OPEN_STATES


class Reply(models.Model):
    """An answer that a person gave."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    body = models.TextField(_("reply"))
    is_public = models.BooleanField(_("shown to the citizen"), default=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.case} {self.created_at:%Y-%m-%d}"


class CaseEvent(models.Model):
    """One thing that happened to a case; written once, never changed."""

    class Kind(models.TextChoices):
        """What happened."""

        RECEIVED = "received", _("received")
        ASSIGNED = "assigned", _("assigned")
        CLAIMED = "claimed", _("claimed")
        NOTED = "noted", _("internal note")
        REPLIED = "replied", _("replied")

    PUBLIC_KINDS = (Kind.RECEIVED, Kind.ASSIGNED, Kind.CLAIMED, Kind.REPLIED)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("internal note"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the event once.

        Raises:
            TypeError: the event was already written.
        """
        if self.pk:
            raise TypeError("A case event is never changed.")
        super().save(*args, **kwargs)


class NumberSeries(models.Model):
    """The last case number given under one prefix on one day."""

    series = models.CharField(max_length=30, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.series}-{self.last:04d}"
