"""The page of an interview, one for its whole life: notice, questions, live text, transcript."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Orderable, Page
from wagtail.search import index

from interaction.interviews.models.page_forms import InterviewPageForm, PeoplePanel
from portal.accounts.models import User
from portal.base.models import BasePage, in_english, text_stream
from portal.base.provisions import Provision

DEFAULT_LENGTH_MINUTES = 60
LONGEST_MINUTES = 480


class TranscriptAnswerBlock(blocks.StructBlock):
    """One answer of the transcript: who, when, what."""

    answerer = blocks.CharBlock(label=_("who answered"), max_length=200)
    at = blocks.DateTimeBlock(label=_("at"), required=False)
    text = blocks.TextBlock(label=_("text"))

    class Meta:
        icon = "user"
        label = _("Answer")


class TranscriptExchangeBlock(blocks.StructBlock):
    """One question of the transcript with its answers; `question` is the number of the `Question` row."""

    question = blocks.IntegerBlock(label=_("number"), required=False)
    asked_by = blocks.CharBlock(label=_("who asked"), max_length=60, required=False)
    text = blocks.TextBlock(label=_("question"))
    answers = blocks.ListBlock(TranscriptAnswerBlock(), label=_("answers"))

    class Meta:
        icon = "help"
        label = _("Question and answers")


class TranscriptRemarkBlock(blocks.StructBlock):
    """Something said that answers no question: a greeting, an opening."""

    speaker = blocks.CharBlock(label=_("who spoke"), max_length=200)
    at = blocks.DateTimeBlock(label=_("at"), required=False)
    text = blocks.TextBlock(label=_("text"))

    class Meta:
        icon = "openquote"
        label = _("Remark")


class TranscriptPictureBlock(blocks.StructBlock):
    """A picture that was shown, and what can be seen on it."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(label=_("what the picture shows"), max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")


TRANSCRIPT_BLOCKS: list[tuple[str, Any]] = [
    ("exchange", TranscriptExchangeBlock()),
    ("remark", TranscriptRemarkBlock()),
    ("picture", TranscriptPictureBlock()),
]


class InterviewIndexPage(BasePage):
    """The column of interviews: what is coming, what is live, what was said."""

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, *BasePage.identity_panels]
    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = ["interviews.InterviewPage"]
    template = "interviews/index.html"

    class Meta:
        verbose_name = _("interview column")
        verbose_name_plural = _("interview columns")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What is live, what is coming, what was said."""
        from interaction.interviews.index import index_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | index_context(request)


class InterviewPage(BasePage):
    """An interview as it is planned, announced and, when it is over, written down.

    How far it has come stands in its `Interview`: a page's fields are overwritten by each revision.
    """

    base_form_class = InterviewPageForm

    starts_at = models.DateTimeField(_("starts at"), db_index=True)
    length_minutes = models.PositiveIntegerField(_("length in minutes"), default=DEFAULT_LENGTH_MINUTES)
    questions_from = models.DateTimeField(
        _("questions from"),
        null=True,
        blank=True,
        help_text=_("Empty: as soon as the notice is published."),
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    outline = models.TextField(
        _("outline"), blank=True, help_text=_("What will be talked about, one point a line.")
    )
    outline_en = models.TextField(_("English outline"), blank=True)
    late_notice_reason = models.CharField(
        _("reason for the short notice"),
        max_length=200,
        blank=True,
        help_text=_("Needed, and shown, where the notice is published later than the lead time asks."),
    )
    time_change_reason = models.CharField(
        _("reason for a new time"),
        max_length=200,
        blank=True,
        help_text=_("Needed, and shown, where the time of an announced interview is changed here."),
    )
    stream_url = models.URLField(
        _("address of the video stream"), blank=True, help_text=_("Shown as a link beside the text.")
    )
    transcript = text_stream(TRANSCRIPT_BLOCKS, _("transcript"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("starts_at"),
                FieldPanel("length_minutes"),
                FieldPanel("questions_from"),
                FieldPanel("place"),
                FieldPanel("late_notice_reason"),
                FieldPanel("time_change_reason"),
                FieldPanel("stream_url"),
            ],
            heading=_("Time and place"),
        ),
        PeoplePanel("guests", label=_("Guests"), min_num=1),
        PeoplePanel("members", label=_("People behind it")),
        FieldPanel("outline"),
        FieldPanel("outline_en"),
        *BasePage.identity_panels,
        FieldPanel("transcript"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("transcript"),
    ]
    parent_page_types: ClassVar[list[str]] = ["interviews.InterviewIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "interviews/interview.html"

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")

    @property
    def published_on(self) -> date | None:
        """The day that search tells: of the interview once it is written down, of the notice before."""
        if self.transcript:
            return timezone.localdate(self.starts_at)
        return timezone.localdate(self.first_published_at) if self.first_published_at else None

    def provisions(self) -> list[Provision]:
        """Each question with its answers, once the transcript is published."""
        from interaction.interviews.transcripts import provisions_of

        return provisions_of(self)

    def clean(self) -> None:
        """Refuse times that fit no interview.

        Raises:
            ValidationError: questions open after the start, or the length is none.
        """
        super().clean()
        if self.questions_from and self.starts_at and self.questions_from >= self.starts_at:
            raise ValidationError({"questions_from": _("Questions open before the interview starts.")})
        if self.length_minutes is not None and not 5 <= self.length_minutes <= LONGEST_MINUTES:
            raise ValidationError({"length_minutes": _("An interview lasts between 5 minutes and 8 hours.")})

    def publishing_problem(self) -> str:
        """A late notice without its reason, or a new time without one (R049)."""
        from interaction.interviews.notice import problems_of

        site = self.get_site()
        if site is None:
            return ""
        return " ".join(words for _field, words in problems_of(self, site, timezone.now()))

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the state of the interview asks to be shown."""
        from interaction.interviews.presentation import interview_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | interview_context(self, request)


class InterviewGuest(Orderable):
    """Somebody who answers: shown with name, title and photo."""

    page = ParentalKey(InterviewPage, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(_("name"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("account"),
        help_text=_("With an account the guest answers in person; otherwise a recorder writes down."),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("title"),
        FieldPanel("title_en"),
        FieldPanel("photo"),
        FieldPanel("user"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("guest")
        verbose_name_plural = _("guests")

    def __str__(self) -> str:
        return f"{self.name}（{self.title}）"

    @property
    def local_title(self) -> str:
        """The title in the language of the interface."""
        return self.title_en if in_english() and self.title_en else self.title


class InterviewMember(Orderable):
    """Somebody who makes the interview happen; what they may do follows from the role."""

    class Role(models.TextChoices):
        """What the person does."""

        HOST = "host", _("host")
        MODERATOR = "moderator", _("moderator of questions")
        RECORDER = "recorder", _("recorder")

    page = ParentalKey(InterviewPage, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.HOST)

    panels: ClassVar[list[Any]] = [FieldPanel("user"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("person behind the interview")
        verbose_name_plural = _("people behind the interview")

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
