"""Policies explained."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from portal.base.models import BasePage, text_stream
from portal.content.blocks import STORY_BLOCKS
from portal.content.models.policy import PolicyPage
from portal.content.models.published import PublishedPage


class InterpretationPage(PublishedPage):
    """A policy explained (政策解读), bound to its policy (R018–R023)."""

    class Format(models.TextChoices):
        """In what form a policy is explained."""

        TEXT = "text", _("Text")
        CHART = "chart", _("At a glance")
        AUDIO = "audio", _("Audio")
        VIDEO = "video", _("Video")
        INTERVIEW = "interview", _("Interview")

    class AuthorRole(models.TextChoices):
        """Who explains (R019)."""

        DRAFTER = "drafter", _("Drafting department")
        INSTITUTION = "institution", _("Professional institution")
        EXPERT = "expert", _("Expert")

    policy = models.ForeignKey(
        PolicyPage, on_delete=models.PROTECT, related_name="interpretation_pages", verbose_name=_("policy")
    )
    format = models.CharField(_("format"), max_length=20, choices=Format, default=Format.TEXT)
    author_role = models.CharField(
        _("author's role"), max_length=20, choices=AuthorRole, default=AuthorRole.DRAFTER
    )
    author = models.CharField(_("author"), max_length=100, blank=True)
    body = text_stream(STORY_BLOCKS, _("body"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("policy"),
        FieldPanel("format"),
        FieldPanel("author_role"),
        FieldPanel("author"),
        FieldPanel("published_on"),
        FieldPanel("source"),
        *BasePage.identity_panels,
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("interpretation")
        verbose_name_plural = _("interpretations")
