"""What citizens fill in at an interview."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interaction.cases.forms import ContactConsent
from interaction.interviews.actions.asking import NAME_MAX
from interaction.interviews.models.questions import QUESTION_MAX

# Questions of one device with the same words are one question, also where no script gave them an id.
_SAME_WORDS = uuid.UUID("5b9f6cfe-6d4e-4c5f-9a0e-0c6a3f5d7f10")


class AskForm(ContactConsent, forms.Form):
    """A question; everything but its text is optional, and without a name it is anonymous."""

    contact_fields = ("notice_email",)

    text = forms.CharField(
        label=_("Your question"),
        max_length=QUESTION_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "data-interview-ask-target": "text"}),
        help_text=_("Please leave out phone numbers and ID numbers: they are covered before others read it."),
        error_messages={"required": _("Please write your question.")},
    )
    author_name = forms.CharField(
        label=_("Name to be shown"),
        max_length=NAME_MAX,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        help_text=_("Empty: you ask anonymously."),
    )
    use_account_name = forms.BooleanField(label=_("Show the name of my account"), required=False)
    notice_email = forms.EmailField(
        label=_("E-mail, to be told about the answer"),
        required=False,
        help_text=_("We write once the question is answered, and for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Please check the e-mail address.")},
    )
    consent_to_contact = forms.BooleanField(
        label=_("You may use this address to tell me about the answer."), required=False
    )
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user if user is not None and user.is_authenticated else None
        if self.user is None:
            del self.fields["use_account_name"]

    def as_question(self, author_key: str) -> dict[str, Any]:
        """The form's data as `ask_question` takes it."""
        data = self.cleaned_data
        user = self.user if data.get("use_account_name") else None
        name = data["author_name"] if user is None else user.get_full_name() or user.get_username()
        same_words = uuid.uuid5(_SAME_WORDS, f"{author_key}\n{data['text']}")
        return {
            "author_key": author_key,
            "text": data["text"],
            "author_name": name,
            "notice_email": data["notice_email"],
            "user": user,
            "client_id": data["client_id"] or same_words,
        }


class DetailForm(forms.Form):
    """What a moderator asked for."""

    text = forms.CharField(
        label=_("What you add"),
        max_length=QUESTION_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write something.")},
    )
