"""Policies, with the metadata that a reader must see."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from portal.base.models import BasePage, text_stream
from portal.base.provisions import Provision
from portal.content import rules
from portal.content.blocks import ATTACHMENT_BLOCKS, POLICY_BLOCKS
from portal.content.models.published import PublishedPage
from portal.content.models.topic import Topic
from portal.content.outline import Section
from portal.content.questions import QUESTION_MAX, misplaced, read_questions


class PolicyPage(PublishedPage):
    """A policy document (政策文件) with the metadata that a reader must see."""

    class Validity(models.TextChoices):
        """Whether a policy binds (有效性)."""

        VALID = rules.VALID, _("In force")
        AMENDED = rules.AMENDED, _("Amended")
        REPEALED = rules.REPEALED, _("Repealed")
        EXPIRED = rules.EXPIRED, _("Expired")
        NOT_YET_EFFECTIVE = rules.NOT_YET_EFFECTIVE, _("Not yet in force")

    class Disclosure(models.TextChoices):
        """How a document is disclosed (公开属性; rules §4)."""

        ACTIVE = "active", _("Disclosed")
        ON_REQUEST = "on_request", _("On request")
        NONE = "none", _("Not disclosed")

    document_number = models.CharField(_("document number"), max_length=100, blank=True, db_index=True)
    issuing_body = models.CharField(_("issuing body"), max_length=200, blank=True, db_index=True)
    index_number = models.CharField(_("index number"), max_length=60, blank=True)
    written_on = models.DateField(_("written on"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    expires_on = models.DateField(_("in force until"), null=True, blank=True)
    validity = models.CharField(_("validity"), max_length=20, choices=Validity, default=Validity.VALID)
    replaced_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="policies",
        verbose_name=_("topic"),
    )
    disclosure = models.CharField(
        _("disclosure"), max_length=20, choices=Disclosure, default=Disclosure.ACTIVE
    )
    body = text_stream(POLICY_BLOCKS, _("body"))
    attachments = text_stream(ATTACHMENT_BLOCKS, _("attachments"))
    questions = models.TextField(
        _("typical questions"),
        blank=True,
        help_text=_(
            "How citizens ask, one question a line behind the number of the article that answers it: "
            "“第六条 自己交社保要好多钱”. Search and chatbot find the article by them; nobody sees them."
        ),
    )
    source_name = models.CharField(max_length=255, blank=True, editable=False, db_index=True)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    import_findings = models.JSONField(default=list, blank=True, editable=False)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("document_number"),
                FieldPanel("issuing_body"),
                FieldPanel("index_number"),
                FieldPanel("topic"),
                FieldPanel("disclosure"),
                FieldPanel("source"),
            ],
            heading=pgettext_lazy("policy", "Document"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("written_on"),
                FieldPanel("published_on"),
                FieldPanel("effective_on"),
                FieldPanel("expires_on"),
                FieldPanel("validity"),
                FieldPanel("replaced_by"),
            ],
            heading=_("Dates and validity"),
        ),
        *BasePage.identity_panels,
        FieldPanel("body"),
        FieldPanel("attachments"),
        FieldPanel("questions"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("document_number"),
        index.AutocompleteField("document_number"),
        index.SearchField("issuing_body"),
        index.AutocompleteField("issuing_body"),
    ]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def provisions(self) -> list[Provision]:
        """What can be found and quoted, each article with the questions that it answers."""
        asked: dict[str, list[str]] = defaultdict(list)
        for question in read_questions(self.questions):
            asked[question.article].append(question.text)
        return [
            replace(provision, questions=tuple(asked[provision.number])) for provision in super().provisions()
        ]

    def clean(self) -> None:
        """Refuse typical questions that no article of the policy answers."""
        super().clean()
        articles = {provision.number for provision in super().provisions()}
        wrong = misplaced(read_questions(self.questions), articles)
        if wrong:
            message = _(
                "Line %(line)d of the typical questions: begin with an article of this policy, "
                "then a space and a question of at most %(limit)d characters."
            )
            raise ValidationError({"questions": message % {"line": wrong[0].line, "limit": QUESTION_MAX}})

    def current_validity(self, today: date | None = None) -> str:
        """The validity on a day (today), which the dates may have changed."""
        return rules.validity_on(
            today or timezone.localdate(), self.validity, self.effective_on, self.expires_on
        )

    @property
    def current_validity_label(self) -> Any:
        """The validity today, in words."""
        return self.Validity(self.current_validity()).label

    @property
    def is_in_force(self) -> bool:
        """Whether the policy binds today."""
        return self.current_validity() in rules.IN_FORCE

    @property
    def toc(self) -> list[Section]:
        """The headings for the table of contents."""
        return [section for section in self.outline if section.text]

    @property
    def life_line(self) -> list[tuple[Any, date]]:
        """The dates of the policy's life, in order."""
        steps = [
            (_("Written"), self.written_on),
            (pgettext_lazy("date", "Published"), self.published_on),
            (_("In force from"), self.effective_on),
            (_("In force until"), self.expires_on),
        ]
        return sorted(((label, day) for label, day in steps if day), key=lambda step: step[1])

    @cached_property
    def interpretations(self) -> list[PublishedPage]:
        """Published interpretations, newest first."""
        found = self.interpretation_pages.live().public().order_by("-published_on")
        return list(found.defer("body"))
