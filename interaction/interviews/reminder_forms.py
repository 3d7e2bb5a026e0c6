"""The form that asks for a reminder."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interaction.interviews.actions.reminding import EMAIL_MAX


class ReminderForm(forms.Form):
    """An address, and a field that only machines fill in."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=EMAIL_MAX,
        help_text=_("Used for this interview only, and deleted afterwards. No account is needed."),
        error_messages={"required": _("Please enter your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "input"}),
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "remind-%s"} | kwargs)

    @property
    def is_from_machine(self) -> bool:
        """Whether the field was filled in that people do not see."""
        return bool(self.data.get("website"))
