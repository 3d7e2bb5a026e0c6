"""Passages: what can be found and quoted, kept in step with what is published."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, Site
from wagtail.snippets.models import register_snippet

from portal.base.models import SiteScoped
from search.scope import Scope


class IndexHead(models.Model):
    """The newest revision of the index: one row, locked while the index changes."""

    revision = models.BigIntegerField(default=0)
    nonce = models.CharField(max_length=16, default="")

    class Meta:
        verbose_name = _("index head")

    def __str__(self) -> str:
        return str(self.revision)


class IndexChange(models.Model):
    """One committed change of the index.

    The nonce tells a replica whether a revision that it read was ever committed: after a
    rollback the same number is given again, with another nonce.
    """

    revision = models.BigIntegerField(primary_key=True)
    nonce = models.CharField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("index change")

    def __str__(self) -> str:
        return str(self.revision)


def _vectors_of(model: str) -> "models.QuerySet[Embedding]":
    """The vectors by a model of the row's own text."""
    return Embedding.objects.filter(model=model, digest=models.OuterRef("digest"))


class PassageQuerySet(models.QuerySet["Passage"]):
    """Reads of passages."""

    def live(self) -> Self:
        """Passages that may be found; the others are tombstones that replicas must still see."""
        return self.filter(deleted=False)

    def within(self, scope: Scope) -> Self:
        """Passages that may be found now by who may see the scope."""
        wanted = {
            "site_id": scope.site,
            "locale": scope.locale,
            "role": scope.role,
            "kind__in": scope.kinds or None,
            "topic": scope.topic or None,
            "issuing_body": scope.issuing_body or None,
            "published_on__year": scope.year,
            "page_id__in": scope.pages or None,
        }
        limits = {lookup: value for lookup, value in wanted.items() if value is not None}
        unexpired = models.Q(expire_at=None) | models.Q(expire_at__gt=timezone.now())
        return self.live().filter(unexpired, **limits)

    def pending_embedding(self, model: str) -> Self:
        """Live passages whose text has no vector of the embedding model yet."""
        return self.live().exclude(digest="").filter(~models.Exists(_vectors_of(model)))


class Passage(models.Model):
    """The smallest piece of published text that is indexed."""

    class Role(models.TextChoices):
        """A page's own lead, or one of its provisions; only provisions are quoted."""

        LEAD = "lead", _("Lead")
        PROVISION = "provision", _("Provision")

    document_id = models.CharField(max_length=255, unique=True)
    page = models.ForeignKey(
        Page, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="passages"
    )
    revision_id = models.BigIntegerField(null=True)
    site = models.ForeignKey(
        Site, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    locale = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.PROVISION)
    kind = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=255, blank=True)
    anchor = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=80, blank=True)
    caption = models.CharField(max_length=80, blank=True)
    headings = models.JSONField(default=list)
    text = models.TextField(blank=True)
    document_number = models.CharField(max_length=100, blank=True)
    issuing_body = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    source_name = models.CharField(max_length=255, blank=True)
    published_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    validity = models.CharField(max_length=20, blank=True)
    expire_at = models.DateTimeField(null=True)
    title_tokens = models.TextField(blank=True)
    heading_tokens = models.TextField(blank=True)
    text_tokens = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    meta = models.JSONField(default=dict)
    changed = models.BigIntegerField(db_index=True)
    deleted = models.BooleanField(default=False)

    objects: ClassVar[Any] = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    def validity_on(self, today: date) -> str:
        """The validity of the passage's policy on a day; other content always holds."""
        from portal.content import rules

        if not self.validity:
            return rules.VALID
        return rules.validity_on(today, self.validity, self.effective_on, self.expires_on)


class PhrasingQuerySet(models.QuerySet["Phrasing"]):
    """Reads of phrasings."""

    def pending_embedding(self, model: str) -> Self:
        """Phrasings that have no vector of the embedding model yet."""
        return self.filter(~models.Exists(_vectors_of(model)))


class Phrasing(models.Model):
    """A way in which citizens ask what a passage answers (常见问法); found by, never shown."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="phrasings")
    text = models.CharField(max_length=255)
    tokens = models.TextField()
    digest = models.CharField(max_length=64, db_index=True)

    objects: ClassVar[Any] = PhrasingQuerySet.as_manager()

    class Meta:
        verbose_name = _("phrasing")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class Embedding(models.Model):
    """The vector of one text by one model; the same text is never embedded twice."""

    digest = models.CharField(max_length=64)
    model = models.CharField(max_length=100)
    vector = models.BinaryField()
    changed = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("embedding")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("digest", "model"), name="one_vector_per_text_and_model")
        ]

    def __str__(self) -> str:
        return self.digest


def embedded_digests() -> set[str]:
    """The digests of all texts of the index that have or want a vector."""
    texts = Passage.objects.live().exclude(digest="").values_list("digest", flat=True)
    return {*texts, *Phrasing.objects.values_list("digest", flat=True)}


def pending_digests(model: str) -> set[str]:
    """Those of them that have no vector of the embedding model yet."""
    return embedded_digests() - set(Embedding.objects.filter(model=model).values_list("digest", flat=True))


@register_snippet
class Synonym(models.Model):
    """Words that citizens use for a word of the policies; editors keep the list."""

    term = models.CharField(_("word that citizens use"), max_length=60, unique=True)
    equivalents = models.CharField(
        _("words of the policies"), max_length=255, help_text=_("Separated by commas.")
    )

    panels: ClassVar[list[Any]] = [FieldPanel("term"), FieldPanel("equivalents")]

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ("term",)

    def __str__(self) -> str:
        return f"{self.term} → {self.equivalents}"


class QueryCount(SiteScoped):
    """How often something was searched for on a day, and how often in vain. Masked, no address kept."""

    text = models.CharField(_("searched for"), max_length=100)
    day = models.DateField(_("day"))
    searches = models.PositiveIntegerField(_("searches"), default=0)
    without_results = models.PositiveIntegerField(_("without results"), default=0)

    class Meta:
        verbose_name = _("search count")
        verbose_name_plural = _("search counts")
        ordering = ("-day", "-without_results", "text")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("site", "text", "day"), name="query_counted_once_per_day")
        ]

    def __str__(self) -> str:
        return self.text
