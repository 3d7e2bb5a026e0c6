"""What citizens say on a draft, by whatever way it came."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.moderation.models import RejectionCode
from interaction.solicitations.models.ledger import OpinionGroup
from interaction.solicitations.models.run import DraftVersion, Solicitation
from portal.accounts.models import User
from portal.base.fields import EncryptedTextField

OPINION_MAX = 3000


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Readings of the opinions."""

    def received(self) -> Self:
        """What the ledger must account for: everything that was not withdrawn."""
        return self.exclude(state=Opinion.State.WITHDRAWN)

    def public(self) -> Self:
        """What everybody may read."""
        return self.filter(state=Opinion.State.SHOWN)

    def waiting(self) -> Self:
        """Nobody has judged them yet."""
        return self.filter(state=Opinion.State.PENDING)

    def unaccounted(self) -> Self:
        """Received, and without a verdict."""
        return self.received().filter(Q(group=None) | Q(group__verdict=""))


class Opinion(models.Model):
    """One opinion. `text` is what was written, `public_text` what others may read of it."""

    class Channel(models.TextChoices):
        """The way it came; staff enter what came on paper, so that totals are whole."""

        ONLINE = "online", _("online")
        LETTER = "letter", _("letter")
        EMAIL = "email", _("e-mail")
        COUNTER = "counter", _("counter")

    class AuthorKind(models.TextChoices):
        """In whose name it is."""

        ANONYMOUS = "anonymous", _("anonymous")
        PERSON = "person", _("in one's own name")
        ORGANISATION = "organisation", _("for an organisation")

    class State(models.TextChoices):
        """Whether others may read it; it counts in any case, unless it was withdrawn."""

        PENDING = "pending", _("waiting for moderation")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("not shown")
        WITHDRAWN = "withdrawn", _("withdrawn")

    solicitation = models.ForeignKey(Solicitation, on_delete=models.PROTECT, related_name="opinions")
    number = models.CharField(_("number"), max_length=40, unique=True)
    query_code_hash = models.CharField(max_length=64)
    channel = models.CharField(_("came by"), max_length=20, choices=Channel, default=Channel.ONLINE)
    author_kind = models.CharField(_("in whose name"), max_length=20, choices=AuthorKind)
    author_name = EncryptedTextField(_("name"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    contact = EncryptedTextField(_("contact"), blank=True)
    notice_email = EncryptedTextField(_("e-mail for notices"), blank=True)
    language = models.CharField(max_length=20, default="zh-hans")
    # Empty: on the draft as a whole. The key is that of the paragraph in every version.
    paragraph_key = models.CharField(max_length=40, blank=True)
    version = models.ForeignKey(DraftVersion, null=True, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField(_("opinion"))
    public_text = models.TextField(_("opinion as others read it"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PENDING)
    rejection = models.ForeignKey(
        RejectionCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rejection_note = models.CharField(_("note to the author"), max_length=200, blank=True)
    moderated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    moderated_at = models.DateTimeField(_("moderated at"), null=True, blank=True)
    entered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    group = models.ForeignKey(
        OpinionGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="opinions"
    )
    supports = models.PositiveIntegerField(_("supports"), default=0)
    author_key = models.CharField(max_length=64, blank=True)
    client_id = models.UUIDField(default=uuid.uuid4)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    told_at = models.DateTimeField(_("told of the result at"), null=True, blank=True)

    objects: ClassVar[Any] = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ("received_at", "id")
        indexes = [
            models.Index(fields=("solicitation", "paragraph_key", "state"), name="opinion_paragraph"),
            models.Index(fields=("solicitation", "state"), name="opinion_state"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=("solicitation", "author_key", "client_id"), name="opinion_sent_once_per_author"
            ),
            models.CheckConstraint(
                condition=Q(state="hidden", rejection__isnull=False)
                | (~Q(state="hidden") & Q(rejection__isnull=True)),
                name="opinion_hidden_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(author_kind="organisation") | ~Q(organisation=""),
                name="opinion_of_organisation_names_it",
            ),
            models.CheckConstraint(
                condition=Q(channel="online") | Q(entered_by__isnull=False),
                name="opinion_on_paper_names_who_entered_it",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OpinionSupport(models.Model):
    """One person's agreement with an opinion."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="support_rows")
    author_key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("opinion", "author_key"), name="support_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}"
