"""The pages that hold others: a site's first page and its columns."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page

from portal.base.models import BasePage
from portal.content.listings import HomeListing, SectionListing


class HomePage(HomeListing, BasePage):
    """A site's first page: the citizen's question comes first."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        *BasePage.identity_panels,
        InlinePanel("example_questions", label=_("Example questions"), max_num=6),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class ExampleQuestion(Orderable):
    """A question shown on the home page as an example."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="example_questions")
    text = models.CharField(_("question"), max_length=60)

    class Meta(Orderable.Meta):
        verbose_name = _("example question")
        verbose_name_plural = _("example questions")

    def __str__(self) -> str:
        return self.text


class SectionPage(SectionListing, BasePage):
    """A column (栏目) with an owner, a purpose and an update cycle (R016)."""

    class Kind(models.TextChoices):
        """What a column holds."""

        POLICIES = "policies", _("Policies")
        INTERPRETATIONS = "interpretations", _("Interpretations")
        NEWS = "news", _("News")
        GENERAL = "general", _("General")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.GENERAL)
    purpose = models.TextField(_("purpose"), blank=True)
    update_cycle_days = models.PositiveIntegerField(_("update cycle in days"), default=14)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("purpose"),
        FieldPanel("update_cycle_days"),
        *BasePage.identity_panels,
    ]
    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.SectionPage"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
