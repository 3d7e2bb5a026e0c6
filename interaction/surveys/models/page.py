"""The page of a survey, one for its whole life: questionnaire, answering, result."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from interaction.surveys.blocks import QUESTIONNAIRE_BLOCKS
from portal.base.models import BasePage, BasePageForm, in_english, text_stream


class SurveyIndexPage(BasePage):
    """The column of surveys: open, closed and awaiting their result, with result."""

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, *BasePage.identity_panels]
    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = ["surveys.SurveyPage"]
    template = "surveys/index.html"

    class Meta:
        verbose_name = _("survey column")
        verbose_name_plural = _("survey columns")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What is open, what is to come, what came of it."""
        from interaction.surveys.listing import index_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        site = self.get_site()
        return context | (index_context(request, site) if site is not None else {})


class SurveyPageForm(BasePageForm):
    """The builder's form: an unfinished questionnaire can be saved as a draft, but not be published."""

    def _post_clean(self) -> None:
        self.instance.is_unfinished = self.is_deferred_validation
        super()._post_clean()


class SurveyPage(BasePage):
    """A survey; how far it has come stands in its `Survey`, what is asked in its versions."""

    class Strategy(models.TextChoices):
        """How "one answer per person" is kept; the page says honestly what each can promise."""

        OPEN = "open", _("open: anybody, as often as they like")
        DEVICE = "device", _("one answer per device")
        DEVICE_AND_ADDRESS = "device_address", _("one answer per device, a few per network address")
        CODE = "code", _("one answer per one-time code")
        LOGIN = "login", _("one answer per account")

    base_form_class = SurveyPageForm
    # A draft is saved as far as it has come; whatever is to be published is checked.
    is_unfinished = False

    opens_at = models.DateTimeField(_("opens at"), db_index=True)
    closes_at = models.DateTimeField(_("closes at"), db_index=True)
    period_change_reason = models.CharField(
        _("reason for the shorter period"),
        max_length=200,
        blank=True,
        help_text=_("Needed, and shown, where an open survey is to close earlier than announced."),
    )
    strategy = models.CharField(
        _("one answer per person by"), max_length=20, choices=Strategy, default=Strategy.DEVICE
    )
    is_anonymous = models.BooleanField(
        _("anonymous"),
        default=True,
        help_text=_("No exact time, address or device is kept with an answer."),
    )
    background = models.TextField(_("background"), blank=True)
    background_en = models.TextField(_("English background"), blank=True)
    questionnaire = text_stream(QUESTIONNAIRE_BLOCKS, _("questionnaire"))
    usage_statement = models.TextField(
        _("result: how it was used"),
        blank=True,
        help_text=_("With it, and after the closing, the result is published with the page."),
    )
    usage_statement_en = models.TextField(_("English: how it was used"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("period_change_reason"),
                FieldPanel("strategy"),
                FieldPanel("is_anonymous"),
            ],
            heading=_("Period and access"),
        ),
        FieldPanel("background"),
        FieldPanel("background_en"),
        *BasePage.identity_panels,
        FieldPanel("questionnaire"),
        MultiFieldPanel(
            [FieldPanel("usage_statement"), FieldPanel("usage_statement_en")], heading=_("Result")
        ),
    ]
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, index.SearchField("summary")]
    parent_page_types: ClassVar[list[str]] = ["surveys.SurveyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "surveys/survey.html"

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    def clean(self) -> None:
        """Refuse a questionnaire that cannot be answered to its end, or a period that cannot be kept.

        Raises:
            ValidationError: something is to be put right; problems of the questionnaire at their blocks.
        """
        super().clean()
        if self.is_unfinished:
            return
        from interaction.surveys.actions.publishing import result_problems
        from interaction.surveys.builder_errors import builder_error
        from interaction.surveys.checking import problems
        from interaction.surveys.periods import page_problems
        from interaction.surveys.reading import from_stream

        errors: dict[str, Any] = dict(page_problems(self)) | result_problems(self)
        found = problems(from_stream(self.questionnaire))
        if found:
            errors["questionnaire"] = builder_error(found)
        if errors:
            raise ValidationError(errors)

    def publishing_problem(self) -> str:
        """A period that can no longer be kept, a faulty questionnaire, or a result before its time (R051)."""
        from interaction.surveys.actions.publishing import result_problems
        from interaction.surveys.builder_errors import describe
        from interaction.surveys.checking import problems
        from interaction.surveys.periods import page_problems
        from interaction.surveys.reading import from_stream

        found = {**page_problems(self), **result_problems(self)}
        faults = problems(from_stream(self.questionnaire))
        return " ".join([*found.values(), *map(describe, faults)])

    @property
    def local_usage_statement(self) -> str:
        """How the result was used, in the language of the interface."""
        return self.usage_statement_en if in_english() and self.usage_statement_en else self.usage_statement

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the phase of the survey asks to be shown."""
        from interaction.surveys.presentation import survey_context
        from interaction.surveys.result_views import published_result_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | survey_context(self, request) | published_result_context(self)
