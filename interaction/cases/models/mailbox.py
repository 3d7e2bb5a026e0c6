"""Mailboxes: the doors through which letters come (R038, R040, R052)."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from portal.accounts.models import User
from portal.base.models import BasePage, in_english
from portal.base.scoping import sites_for


class KeeperForm(WagtailAdminModelForm):
    """Offers the people of the editor's own sites."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["user"]
        people.queryset = people.queryset.filter(department__site__in=sites_for(self.for_user))


class KeepersPanel(InlinePanel):
    """The keepers, with a form that knows who edits."""

    def get_form_options(self) -> dict[str, Any]:
        """Hand the editor on to the keepers' forms."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name] |= {"form": KeeperForm, "inherit_kwargs": ["for_user"]}
        return options


class MailboxPage(BasePage):
    """A mailbox (领导信箱、部门信箱、找错): who reads it, and what it is for."""

    class Purpose(models.TextChoices):
        """Whose mailbox it is."""

        MAYOR = "mayor", _("mayor's mailbox")
        DEPARTMENT = "department", _("mailbox of a department")
        FAULT = "fault", _("faults of this website")

    purpose = models.CharField(
        _("kind of mailbox"), max_length=20, choices=Purpose, default=Purpose.DEPARTMENT
    )
    reply_needs_review = models.BooleanField(
        _("replies need a second person"),
        default=False,
        help_text=_("A reply is sent when a supervisor has read and approved it."),
    )
    is_open = models.BooleanField(_("takes letters"), default=True)
    notes = models.TextField(_("what to know before writing"), blank=True)
    notes_en = models.TextField(_("what to know before writing (English)"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("purpose"),
                FieldPanel("is_open"),
                FieldPanel("reply_needs_review"),
                FieldPanel("notes"),
                FieldPanel("notes_en"),
            ],
            heading=_("Mailbox"),
        ),
        # No mailbox without a named person who reads it (R040).
        KeepersPanel("keepers", label=_("Keepers"), min_num=1),
        *BasePage.identity_panels,
    ]
    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cases/mailbox.html"

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the mailbox promises, how it keeps its word, and whether it takes letters now."""
        from interaction.cases.mailboxes import mailbox_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | mailbox_context(self)

    @property
    def local_notes(self) -> str:
        """What to know before writing, in the language of the interface."""
        return self.notes_en if in_english() and self.notes_en else self.notes


class MailboxKeeper(Orderable):
    """A named person who reads a mailbox every day, or stands in for one (R047, R052)."""

    mailbox = ParentalKey(MailboxPage, on_delete=models.CASCADE, related_name="keepers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    is_substitute = models.BooleanField(_("substitute"), default=False)

    panels: ClassVar[list[Any]] = [FieldPanel("user"), FieldPanel("is_substitute")]

    class Meta(Orderable.Meta):
        verbose_name = _("keeper of a mailbox")

    def __str__(self) -> str:
        return str(self.user)
