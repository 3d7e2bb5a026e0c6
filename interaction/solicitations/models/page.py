"""The page of a solicitation, one for its whole life: draft, opinions, result."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from portal.base.models import BasePage, text_stream
from portal.content.blocks import ATTACHMENT_BLOCKS, HeadingBlock
from portal.content.models import PolicyPage


class DraftParagraphBlock(blocks.StructBlock):
    """One paragraph of a draft. Its block id stays the same in all versions: opinions hang on it."""

    number = blocks.CharBlock(label=_("number"), max_length=40, required=False)
    text = blocks.TextBlock(label=_("text"), rows=3)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")


DRAFT_BLOCKS: list[tuple[str, Any]] = [("heading", HeadingBlock()), ("paragraph", DraftParagraphBlock())]


class SolicitationIndexPage(BasePage):
    """The column of solicitations: open, closed and awaiting their result, with result."""

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, *BasePage.identity_panels]
    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = ["solicitations.SolicitationPage"]
    template = "solicitations/index.html"

    class Meta:
        verbose_name = _("solicitation column")
        verbose_name_plural = _("solicitation columns")


class SolicitationPage(BasePage):
    """A draft on which opinions are asked for; how far it has come stands in its `Solicitation`."""

    class DocumentKind(models.TextChoices):
        """What the draft will become; the shortest period depends on it (rules §7)."""

        DECISION = "decision", _("major decision")
        RULE = "rule", _("regulation or rule")
        NORMATIVE = "normative", _("normative document")
        MARKET = "market", _("normative document that concerns enterprises")
        OTHER = "other", _("other")

    document_kind = models.CharField(
        _("kind of document"), max_length=20, choices=DocumentKind, default=DocumentKind.DECISION
    )
    opens_at = models.DateTimeField(_("opens at"), db_index=True)
    closes_at = models.DateTimeField(_("closes at"), db_index=True)
    short_period_reason = models.CharField(
        _("reason for the short period"),
        max_length=200,
        blank=True,
        help_text=_("Needed, and shown, where the period is shorter than the kind of document asks."),
    )
    background = models.TextField(_("background and explanation"))
    background_en = models.TextField(_("English background"), blank=True)
    basis = models.TextField(_("legal basis"), blank=True)
    letter_address = models.CharField(_("address for letters"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail for opinions"), blank=True)
    counter = models.CharField(_("counter and opening hours"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    draft = text_stream(DRAFT_BLOCKS, _("draft"))
    attachments = text_stream(ATTACHMENT_BLOCKS, _("attachments"))
    change_note = models.CharField(
        _("what has changed in this version"),
        max_length=300,
        blank=True,
        help_text=_("Shown beside the version when the draft is changed while it is open."),
    )
    result_summary = models.TextField(
        _("result: how the opinions were used"),
        blank=True,
        help_text=_("With it, the page can only be published when every opinion is accounted for."),
    )
    result_summary_en = models.TextField(_("English result"), blank=True)
    final_policy = models.ForeignKey(
        PolicyPage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("final document"),
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("document_kind"),
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("short_period_reason"),
            ],
            heading=_("Period"),
        ),
        FieldPanel("background"),
        FieldPanel("background_en"),
        FieldPanel("basis"),
        MultiFieldPanel(
            [
                FieldPanel("letter_address"),
                FieldPanel("email"),
                FieldPanel("counter"),
                FieldPanel("phone"),
            ],
            heading=_("Other ways to take part"),
        ),
        *BasePage.identity_panels,
        FieldPanel("draft"),
        FieldPanel("change_note"),
        FieldPanel("attachments"),
        MultiFieldPanel(
            [FieldPanel("result_summary"), FieldPanel("result_summary_en"), FieldPanel("final_policy")],
            heading=_("Result"),
        ),
    ]
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, index.SearchField("summary")]
    parent_page_types: ClassVar[list[str]] = ["solicitations.SolicitationIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "solicitations/solicitation.html"

    class Meta:
        verbose_name = _("solicitation")
        verbose_name_plural = _("solicitations")
