"""What citizens fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interaction.cases.models import Case
from interaction.cases.rules import BODY_MAX, TITLE_MAX
from portal.base.errors import Refused
from portal.content.models import Topic


class TopicChoiceField(forms.ModelChoiceField):
    """Topics in the language of the interface."""

    def label_from_instance(self, topic: Any) -> str:
        """The name that the reader understands."""
        return topic.local_name


class LetterForm(forms.Form):
    """A letter to the government."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Case.Kind.choices,
        widget=forms.RadioSelect,
        initial=Case.Kind.CONSULTATION,
    )
    title = forms.CharField(
        label=_("In one sentence"),
        max_length=TITLE_MAX,
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
    consent_to_contact = forms.BooleanField(label=_("You may contact me about this letter."), required=False)

    def clean(self) -> dict[str, Any]:
        """A contact may only be kept with consent."""
        data = super().clean() or {}
        if data.get("contact") and not data.get("consent_to_contact"):
            message = _("Tick that we may contact you, or leave your contact out.")
            self.add_error("consent_to_contact", message)
        return data


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


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal where the reader looks for it."""
    name = getattr(refusal, "field", "")
    form.add_error(name if name in form.fields else None, str(refusal.message))
