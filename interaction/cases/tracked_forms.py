"""What citizens fill in to find a letter again, and on its tracking page."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interaction.cases.forms import files_field
from interaction.cases.models import Rating
from interaction.cases.rules import BODY_MAX, REASON_MAX
from interaction.cases.sending import sent_key


class TrackForm(forms.Form):
    """The two things on the receipt."""

    number = forms.CharField(
        label=_("Number"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    query_code = forms.CharField(
        label=_("Query code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Capitals, hyphens and spaces do not matter."),
    )


class SupplementForm(forms.Form):
    """What the citizen adds to a letter; `sent_id` keeps it from being added twice."""

    sent_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    body = forms.CharField(
        label=_("What do you want to add?"),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write what you want to add.")},
    )
    files = files_field()  # type: ignore[assignment]  # a field, which the form's metaclass takes away

    def sent_key(self, tokens: Iterable[str]) -> str:
        """What tells this supplement from the next one; `tokens` name the files that were kept before."""
        new = [(file.name, file.size) for file in self.cleaned_data["files"]]
        written = (self.cleaned_data["body"], sorted(tokens), new)
        return sent_key("supplement", self.cleaned_data["sent_id"], written)


class RatingForm(forms.Form):
    """Five levels; a bad one needs a reason, so that somebody can do better (rules §6)."""

    level = forms.TypedChoiceField(
        label=_("How satisfied are you with the reply?"),
        choices=Rating.Level.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the five.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=REASON_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed if you are dissatisfied: it tells us what to do better."),
    )


class ReasonForm(forms.Form):
    """Why a letter is opened again, or taken back."""

    reason = forms.CharField(label=_("Why?"), max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
