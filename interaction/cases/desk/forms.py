"""What staff fill in at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from interaction.cases.rules import BODY_MAX, REPLY_MAX
from portal.base.models import Department


class DepartmentChoiceField(forms.ModelChoiceField):
    """Departments in the language of the interface."""

    def label_from_instance(self, department: Any) -> str:
        """The name that the reader understands."""
        return department.local_name


class ReplyForm(forms.Form):
    """The answer to the citizen."""

    body = forms.CharField(
        label=_("Your reply to the citizen"), max_length=REPLY_MAX, widget=forms.Textarea(attrs={"rows": 10})
    )
    seen_reply = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """A note among colleagues."""

    note = forms.CharField(
        label=_("Internal note"),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only staff can read it. It does not stop the clock."),
    )


class AssignForm(forms.Form):
    """The department that shall answer."""

    department = DepartmentChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        empty_label=_("Choose a department"),
    )
    note = forms.CharField(
        label=_("Note for the department"),
        max_length=BODY_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = self.fields["department"]
        departments.queryset = Department.objects.for_site(site)  # type: ignore[attr-defined]
