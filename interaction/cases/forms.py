"""What citizens fill in."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from interaction.cases.mailboxes import letter_mailboxes
from interaction.cases.models import Case
from interaction.cases.rules import BODY_MAX, FILES_MAX, TITLE_MAX, title_from
from interaction.cases.sending import sent_key
from portal.base.errors import Refused
from portal.base.uploads import UPLOAD_ENDINGS
from portal.content.models import Topic


class TopicChoiceField(forms.ModelChoiceField):
    """Topics in the language of the interface."""

    def label_from_instance(self, topic: Any) -> str:
        """The name that the reader understands."""
        return topic.local_name


class MailboxChoiceField(forms.ModelChoiceField):
    """Mailboxes in the language of the interface."""

    def label_from_instance(self, mailbox: Any) -> str:
        """The name that the reader understands."""
        return mailbox.local_title


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what each of them is gets judged where it is stored (`attachments`)."""

    widget = FilesInput(attrs={"accept": ",".join(UPLOAD_ENDINGS)})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """All files that were chosen."""
        files = data if isinstance(data, list | tuple) else [data]
        # An empty file has something wrong that is said where files are judged, by its name.
        return [file for file in files if file]


def files_field() -> FilesField:
    """The field for files as every form shows it."""
    return FilesField(
        label=_("Files"),
        required=False,
        help_text=format_lazy(
            _(
                "Photos, PDF, Word, Excel, text, sound or video: at most {most} files of {size} each. "
                "What a photo says about place and camera is removed."
            ),
            most=FILES_MAX,
            size=lazy(filesizeformat, str)(settings.UPLOAD_MAX_BYTES),
        ),
    )


class ContactConsent:
    """Adds to a form: a contact may only be kept with consent to use it."""

    contact_fields: tuple[str, ...] = ("contact",)

    def clean(self) -> dict[str, Any]:
        """Ask for the consent where a contact was given."""
        data: dict[str, Any] = super().clean() or {}  # type: ignore[misc]
        has_contact = any(data.get(name) for name in self.contact_fields)
        if has_contact and not data.get("consent_to_contact"):
            message = _("Tick that we may contact you, or leave your contact out.")
            self.add_error("consent_to_contact", message)  # type: ignore[attr-defined]
        return data


@dataclass(frozen=True)
class Step:
    """One calm step of a form: its number, what it is about, and its fields."""

    number: int
    heading: str | Promise
    fields: list[BoundField]


class StepForm(ContactConsent, forms.Form):
    """A form in steps that is checked before it is sent; `letter_id` keeps it from being sent twice."""

    contact_fields = ("contact", "notice_email")
    steps_of: tuple[tuple[str | Promise, tuple[str, ...]], ...] = ()

    letter_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    contact_name = forms.CharField(
        label=_("What may we call you?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=_("Phone or e-mail"),
        max_length=120,
        required=False,
        help_text=_("Only for questions about this letter. You can read the answer without it."),
    )
    notice_email = forms.EmailField(
        label=_("E-mail for notices"),
        required=False,
        help_text=_("We write when something happens, never what: no word of your letter is sent."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Please check the e-mail address.")},
    )
    consent_to_contact = forms.BooleanField(label=_("You may contact me about this letter."), required=False)
    files = files_field()  # type: ignore[assignment]  # a field, which the form's metaclass takes away

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site

    def steps(self) -> Iterator[Step]:
        """The form's steps with their fields."""
        for number, (heading, names) in enumerate(self.steps_of, start=1):
            yield Step(number, heading, [self[name] for name in names])

    def carried(self) -> list[tuple[str, str]]:
        """What was written, name by name, for the hidden fields of the page that checks it."""
        names = [name for name in self.fields if name != "files"]
        return [(name, value) for name in names for value in self.data.getlist(name)]  # type: ignore[attr-defined]

    def sent_key(self) -> str:
        """What tells this letter from the next one."""
        return sent_key("letter", self.cleaned_data["letter_id"], sorted(self.as_case().items()))

    def as_case(self) -> dict[str, Any]:
        """The form's data as `open_case` takes it."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in {"letter_id", "files"}
        }


_REACH = (
    _("How may we reach you?"),
    ("contact_name", "contact", "notice_email", "consent_to_contact"),
)

# While a title is written, `similar.ts` looks for what is published on the matter.
_LOOKS_UP = {
    "autocomplete": "off",
    "data-similar-target": "text",
    "data-action": "input->similar#type compositionend->similar#type",
}


class LetterForm(StepForm):
    """A letter to the government."""

    steps_of = (
        (_("What is it about?"), ("mailbox", "kind", "title", "body", "topic")),
        (_("What shows it?"), ("files",)),
        _REACH,
        (_("May others read it?"), ("consent_to_publish",)),
    )

    mailbox = MailboxChoiceField(
        label=_("To"), queryset=None, required=False, empty_label=_("Let the government decide")
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[choice for choice in Case.Kind.choices if choice[0] != Case.Kind.FAULT],
        widget=forms.RadioSelect,
        initial=Case.Kind.CONSULTATION,
    )
    title = forms.CharField(
        label=_("In one sentence"),
        max_length=TITLE_MAX,
        widget=forms.TextInput(attrs=_LOOKS_UP),
        error_messages={"required": _("Please say in one sentence what it is about.")},
    )
    body = forms.CharField(
        label=_("Your letter"),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Please leave out ID card and bank card numbers; nobody needs them to answer."),
        error_messages={"required": _("Please write your letter.")},
    )
    topic = TopicChoiceField(
        label=_("Topic"), queryset=Topic.objects.all(), required=False, empty_label=_("I am not sure")
    )
    consent_to_publish = forms.BooleanField(
        label=_("You may publish my letter with the reply."),
        required=False,
        help_text=_(
            "Others with the same question find the answer. Names, phone numbers and addresses are covered, "
            "and a person checks it first. You see on the next page what would be public."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mailbox"].queryset = letter_mailboxes(self.site)  # type: ignore[attr-defined]


class FaultForm(StepForm):
    """Something is wrong on this website (我为政府网站找错)."""

    steps_of = (
        (_("What is wrong?"), ("page_url", "body")),
        (_("What shows it?"), ("files",)),
        _REACH,
    )

    page_url = forms.CharField(
        label=_("Address of the page"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("What is wrong there?"),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For example a wrong word, an old date, a link that leads nowhere."),
        error_messages={"required": _("Please say what is wrong.")},
    )

    def as_case(self) -> dict[str, Any]:
        """The report as a case; its first words are its title."""
        data = super().as_case()
        return data | {"kind": Case.Kind.FAULT, "title": title_from(data["body"])}


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal where the reader looks for it."""
    name = getattr(refusal, "field", "")
    form.add_error(name if name in form.fields else None, str(refusal.message))
