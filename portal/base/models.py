"""What belongs to every site: departments, the site's identity, the audit log, the page base."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from portal.base.append_only import AppendOnly
from portal.base.log_entries import SiteLogEntry
from portal.base.provisions import Provision
from portal.base.slugs import pinyin_slug

__all__ = [
    "AuditEntry",
    "BasePage",
    "BasePageForm",
    "Department",
    "SiteIdentity",
    "SiteLogEntry",
    "SiteScoped",
    "SiteScopedQuerySet",
    "in_english",
    "text_stream",
]


def in_english() -> bool:
    """Tell whether the interface is English now."""
    return (get_language() or "").startswith("en")


class SiteScopedQuerySet(models.QuerySet[Any]):
    """Reads of rows that belong to one site."""

    def for_site(self, site: Site) -> Self:
        """Keep the rows of one site."""
        return self.filter(site=site)


class SiteScoped(models.Model):
    """A row that belongs to one site and is invisible to the staff of all others."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))

    objects: ClassVar[Any] = SiteScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class Department(SiteScoped):
    """A unit of the government that publishes, hosts and answers."""

    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    slug = models.SlugField(_("slug"), max_length=60)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    office_hours = models.CharField(_("office hours"), max_length=100, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    panels: ClassVar[list[Any]] = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("slug"),
        FieldPanel("phone"),
        FieldPanel("address"),
        FieldPanel("office_hours"),
        FieldPanel("order"),
    ]

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("order", "name")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=("site", "slug"), name="department_slug_once_per_site"),
            models.UniqueConstraint(fields=("site", "name"), name="department_name_once_per_site"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """The name in the language of the interface."""
        return self.name_en if in_english() and self.name_en else self.name


@register_setting(icon="site")
class SiteIdentity(BaseSiteSetting):
    """Who stands behind a site, as the footer must say (requirement source: 47号, rules §2)."""

    name = models.CharField(_("site name"), max_length=100, default="直通车")
    name_en = models.CharField(_("English site name"), max_length=150, blank=True)
    organiser = models.CharField(_("organiser"), max_length=100, blank=True)
    organiser_en = models.CharField(_("English organiser"), max_length=150, blank=True)
    hotline = models.CharField(_("hotline"), max_length=60, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    site_code = models.CharField(_("site identification code"), max_length=10, blank=True)
    icp_number = models.CharField(_("ICP number"), max_length=60, blank=True)
    police_number = models.CharField(_("public security number"), max_length=60, blank=True)
    places = models.CharField(
        _("own places"),
        max_length=255,
        blank=True,
        help_text=_("The names of the city and its districts as citizens write them, separated by commas."),
    )
    case_prefix = models.CharField(_("prefix of case numbers"), max_length=6, default="ZT")

    class Meta:
        verbose_name = _("site identity")

    @property
    def local_name(self) -> str:
        """The site's name in the language of the interface."""
        return self.name_en if in_english() and self.name_en else self.name

    @property
    def own_places(self) -> frozenset[str]:
        """The names of the site's own city and districts."""
        return frozenset(
            place.strip() for place in self.places.replace("，", ",").split(",") if place.strip()
        )

    @property
    def local_organiser(self) -> str:
        """The organiser's name in the language of the interface."""
        return self.organiser_en if in_english() and self.organiser_en else self.organiser


class AuditEntry(AppendOnly):
    """One thing that somebody did, kept for good."""

    site = models.ForeignKey(Site, null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField(_("action"), max_length=60)
    content_type = models.ForeignKey(ContentType, null=True, on_delete=models.SET_NULL, related_name="+")
    object_id = models.CharField(max_length=40, blank=True)
    subject = GenericForeignKey("content_type", "object_id")
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ("-id",)
        indexes: ClassVar[list[Any]] = [models.Index(fields=("content_type", "object_id"))]

    def __str__(self) -> str:
        return f"{self.action} {self.object_id}"


class BasePageForm(WagtailAdminPageForm):
    """A page's form in the admin: opened and sent back unchanged, it has not changed.

    It offers the departments of the page's own site only.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django compares a field whose default is computed with a hidden copy, which the admin never
        # renders: approving a text would count as editing it.
        for field in self.fields.values():
            field.show_hidden_initial = False
        # An empty one is made from the title.
        if "slug" in self.fields:
            self.fields["slug"].required = False
        above = self.parent_page or self.instance
        site = above.get_site() if above.pk else None
        if "department" in self.fields and site is not None:
            self.fields["department"].queryset = Department.objects.for_site(site)


class BasePage(Page):
    """What all pages share: an English title, a summary, an owner, readable slugs."""

    base_form_class = BasePageForm

    title_en = models.CharField(_("English title"), max_length=255, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two plain sentences."))
    summary_en = models.TextField(_("English summary"), blank=True)
    keywords = models.CharField(
        _("keywords"), max_length=255, blank=True, help_text=_("Separated by commas.")
    )
    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("responsible department"),
    )

    identity_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("title_en"),
                FieldPanel("summary"),
                FieldPanel("summary_en"),
                FieldPanel("keywords"),
                FieldPanel("department"),
            ],
            heading=_("Summary and responsibility"),
        )
    ]

    class Meta:
        abstract = True

    @property
    def local_title(self) -> str:
        """The title in the language of the interface."""
        return self.title_en if in_english() and self.title_en else self.title

    @property
    def local_summary(self) -> str:
        """The summary in the language of the interface."""
        return self.summary_en if in_english() and self.summary_en else self.summary

    @cached_property
    def site(self) -> Site | None:
        """The site in whose tree the page stands."""
        return self.get_site()

    def provisions(self) -> list[Provision]:
        """What can be found and quoted on this page; pages without text have none."""
        return []

    def publishing_problem(self) -> str:
        """What keeps this text from being published now, in words for its reviewers; mostly nothing."""
        return ""

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Give a Chinese title a pinyin slug before Wagtail makes one of its own."""
        self._make_slug()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Give an unfinished draft its pinyin slug as well."""
        self._make_slug()
        super().minimal_clean()

    def _make_slug(self) -> None:
        # Only below a known parent can Wagtail tell whether a sibling has the slug already.
        has_parent = self.path or getattr(self, "_cached_parent_obj", None)
        if has_parent and not self.slug and self.title:  # type: ignore[has-type]
            self.slug = self._get_autogenerated_slug(pinyin_slug(self.title))


def text_stream(blocks: list[tuple[str, Any]], label: Any) -> StreamField:
    """Make a StreamField as all pages use it."""
    return StreamField(blocks, blank=True, verbose_name=label)
