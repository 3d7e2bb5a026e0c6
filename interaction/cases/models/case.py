"""Cases: whatever a citizen is owed an answer to."""

from datetime import datetime
from typing import Any, ClassVar, Self

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
from portal.content.models import Topic
from portal.deadlines.models import Obligation

REPLY = "case.reply"


# What an interview left open has a rule of its own, whatever is asked.
FOLLOW_UP = "interview.follow_up"


def reply_rule(kind: str, channel: str = "") -> str:
    """The deadline rule that a case of a kind, come on a way, is answered by ("case.reply.fault")."""
    return FOLLOW_UP if channel == Case.Channel.INTERVIEW else f"{REPLY}.{kind}"


class CaseQuerySet(SiteScopedQuerySet):
    """Readings of the cases."""

    def open(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state__in=Case.OPEN_STATES)

    def answered_before(self, moment: datetime) -> Self:
        """Answered so long ago and not closed; a further answer in review is waited for."""
        answered = self.filter(state=Case.State.REPLIED, replied_at__lt=moment)
        return answered.exclude(replies__state="in_review")

    def kept_since(self, moment: datetime) -> Self:
        """Ended so long ago, and personal data is still kept."""
        return self.filter(ended_at__lt=moment, erased_at=None)

    def unclaimed(self) -> Self:
        """Open, and nobody has taken it yet."""
        return self.open().filter(handler=None)

    def visible_to(self, user: Any) -> Self:
        """What a member of staff may see: own department and unassigned; supervisors the whole site."""
        if user.is_superuser:
            return self.all()
        if not user.is_authenticated or user.department is None:
            return self.none()
        # The site by its number, which an index can put in order; a subquery (`sites_for`) it cannot.
        mine = self.filter(site=user.department.site_id)
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
        COUNTER = "counter", _("counter or telephone")
        INTERVIEW = "interview", _("live interview")

    class Kind(models.TextChoices):
        """What the citizen wants."""

        CONSULTATION = "consultation", _("Question")
        COMPLAINT = "complaint", _("Complaint")
        SUGGESTION = "suggestion", _("Suggestion")
        FAULT = "fault", _("Fault of this website")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        """How far it has come (受理 分办 办理 答复 办结)."""

        RECEIVED = "received", _("received")
        ASSIGNED = "assigned", _("assigned")
        HANDLING = "handling", _("being handled")
        WAITING = "waiting", _("waiting for the citizen")
        IN_REVIEW = "in_review", _("reply in review")
        REPLIED = "replied", _("replied")
        CLOSED = "closed", _("closed")
        INVALID = "invalid", _("not accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged", _("merged")

    # An answer is still owed: waiting for the citizen stops no clock, and what was merged is answered
    # together with the case that it was merged into.
    OPEN_STATES = (
        State.RECEIVED,
        State.ASSIGNED,
        State.HANDLING,
        State.WAITING,
        State.IN_REVIEW,
        State.MERGED,
    )
    # Staff can work on it: no reply is in review, and it is answered for itself.
    WORKABLE_STATES = (State.RECEIVED, State.ASSIGNED, State.HANDLING, State.WAITING)
    # Somebody has it in hand.
    HELD_STATES = (State.HANDLING, State.WAITING, State.IN_REVIEW)
    ANSWERED_STATES = (State.REPLIED, State.CLOSED)
    # Ended without an answer of its own, by a decision that is written down.
    DROPPED_STATES = (State.INVALID, State.WITHDRAWN)
    ENDED_STATES = (State.CLOSED, *DROPPED_STATES)

    number = models.CharField(_("number"), max_length=40, unique=True)
    query_code_hash = models.CharField(max_length=64)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    body = models.TextField(_("text"))
    mailbox = models.ForeignKey(
        "cases.MailboxPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cases",
        verbose_name=_("mailbox"),
    )
    page_url = models.CharField(_("address of the faulty page"), max_length=500, blank=True)
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
    notice_email = EncryptedTextField(_("e-mail for notices"), blank=True)
    language = models.CharField(max_length=20, default="zh-hans")
    consent_to_publish = models.BooleanField(_("may be published"), default=False)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    source_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    source_id = models.CharField(max_length=40, blank=True)
    source = GenericForeignKey("source_type", "source_id")
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("personal data erased at"), null=True, blank=True)
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
            models.Index(fields=("mailbox", "state"), name="case_mailbox"),
            models.Index(fields=("merged_into",), name="case_merged_into"),
            models.Index(fields=("site", "-received_at", "-id", "department"), name="case_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", department__isnull=True)
                | Q(state="assigned", department__isnull=False, handler__isnull=True)
                | Q(
                    state__in=("handling", "waiting", "in_review", "replied", "closed"),
                    department__isnull=False,
                    handler__isnull=False,
                )
                | Q(state__in=("invalid", "withdrawn", "merged")),
                name="case_state_names_who_has_it",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="case_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("closed", "invalid", "withdrawn"), ended_at__isnull=False)
                | (~Q(state__in=("closed", "invalid", "withdrawn")) & Q(ended_at__isnull=True)),
                name="case_ended_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(contact="", notice_email="") | Q(consent_to_contact=True),
                name="case_contact_needs_consent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("replied", "closed")) | Q(replied_at__isnull=False),
                name="case_answered_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is still owed."""
        return self.state in self.OPEN_STATES


class NumberSeries(models.Model):
    """The last case number given under one prefix on one day."""

    series = models.CharField(max_length=30, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.series}-{self.last:04d}"
