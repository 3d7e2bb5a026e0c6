"""What citizens fill in when they ask a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interaction.cases.forms import ContactConsent, TopicChoiceField
from interaction.cases.rules import BODY_MAX, title_from
from portal.base.models import Department
from portal.content.models import Topic


class DepartmentChoiceField(forms.ModelChoiceField):
    """Departments in the language of the interface."""

    def label_from_instance(self, department: Any) -> str:
        """The name that the reader understands."""
        return department.local_name


class HandoffForm(ContactConsent, forms.Form):
    """A question for a person: what, to whom, and how to reach the citizen if they wish."""

    body = forms.CharField(
        label=_("Your question"),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Please leave out ID card and bank card numbers; nobody needs them to answer."),
        error_messages={"required": _("Please write your question.")},
    )
    topic = TopicChoiceField(
        label=_("Topic"), queryset=Topic.objects.all(), required=False, empty_label=_("I am not sure")
    )
    department = DepartmentChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("Let the government decide"),
    )
    contact = forms.CharField(
        label=_("Phone or e-mail"),
        max_length=120,
        required=False,
        help_text=_("Only for questions about this matter. You can read the answer without it."),
    )
    consent_to_contact = forms.BooleanField(label=_("You may contact me about this."), required=False)
    consent_to_share = forms.BooleanField(
        label=_("The person who answers may read this conversation."),
        error_messages={
            "required": _(
                "Without your consent nobody may read the conversation. You can write a letter instead."
            )
        },
    )

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def as_case(self) -> dict[str, Any]:
        """The form's data as `open_case` takes it."""
        data = self.cleaned_data
        return {
            "title": title_from(data["body"]),
            **{name: data[name] for name in ("body", "topic", "department", "contact", "consent_to_contact")},
        }
