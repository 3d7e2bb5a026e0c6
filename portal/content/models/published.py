"""What every published text shares, and plain articles."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from portal.base.models import BasePage, text_stream
from portal.base.provisions import Provision
from portal.content.blocks import STORY_BLOCKS, read_blocks
from portal.content.outline import Section, outline, provisions


class PublishedPage(BasePage):
    """A page with a date and a source (R013)."""

    published_on = models.DateField(_("published on"), default=timezone.localdate, db_index=True)
    source = models.CharField(pgettext_lazy("page", "source"), max_length=150, blank=True)

    parent_page_types: ClassVar[list[str]] = ["content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    @cached_property
    def outline(self) -> list[Section]:
        """The body as sections with anchors."""
        return outline(read_blocks(self.body))

    def provisions(self) -> list[Provision]:
        """What can be found and quoted on this page."""
        return list(provisions(self.outline))


class ArticlePage(PublishedPage):
    """News, announcements and other plain content."""

    body = text_stream(STORY_BLOCKS, _("body"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("source"),
        *BasePage.identity_panels,
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
