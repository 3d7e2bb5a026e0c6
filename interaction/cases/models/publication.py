"""What the public may read of a case: masked, checked by a person, with the citizen's consent."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.search import index

from interaction.cases.models.case import Case
from interaction.cases.rules import TITLE_MAX
from portal.accounts.models import User
from portal.base.models import SiteScoped, SiteScopedQuerySet


class PublicationQuerySet(SiteScopedQuerySet):
    """Readings of the published cases."""

    def live(self) -> Self:
        """What everyone may read now."""
        return self.filter(withdrawn_at=None)


class Publication(index.Indexed, SiteScoped):
    """One published case: the masked texts, as the staff checked them (DESIGN 4.3; rules §2, §11)."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="publication")
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    body = models.TextField(_("letter"))
    reply = models.TextField(_("reply"))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("title", boost=2),
        index.SearchField("body"),
        index.SearchField("reply"),
        index.FilterField("site"),
        index.FilterField("withdrawn_at"),
    ]
    objects: ClassVar[Any] = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("published case")
        verbose_name_plural = _("published cases")
        ordering = ("-published_at", "-id")
        indexes = [models.Index(fields=("site", "-published_at"), name="publication_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(reply=""), name="publication_has_a_reply"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where everyone reads it."""
        return reverse("published:letter", args=(self.pk,))

    def get_sitemap_urls(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Its line in the sitemap, as pages have one: one address, whatever language the reader prefers."""
        with override(settings.LANGUAGE_CODE):
            address = request.build_absolute_uri(self.get_absolute_url())
        return [{"location": address, "lastmod": self.published_at}]
