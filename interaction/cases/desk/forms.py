"""What staff fill in at the desk."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.cases.desk.absences import away_on
from interaction.cases.forms import TopicChoiceField, files_field
from interaction.cases.models import Absence, Case, Proposal, Reply
from interaction.cases.permissions import HANDLE, SUPERVISE
from interaction.cases.rules import BODY_MAX, REPLY_MAX
from portal.accounts.models import User
from portal.base.models import Department
from portal.base.scoping import sites_for
from portal.content.models import Topic


def _text(label: Any, rows: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=BODY_MAX, widget=widget, help_text=help_text, required=required
    )


def officers_of(sites: Any) -> Any:
    """The people of some sites who may handle cases."""
    officers = User.objects.with_perm(HANDLE, include_superusers=False)
    return officers.filter(department__site__in=sites).order_by("department__order", "username")


class DepartmentChoiceField(forms.ModelChoiceField):
    """Departments in the language of the interface."""

    def label_from_instance(self, department: Any) -> str:
        """The name that the reader understands."""
        return department.local_name


class ColleagueChoiceField(forms.ModelChoiceField):
    """Colleagues; who is away today stands there with the one who stands in."""

    away: Mapping[int, Absence] = {}

    def label_from_instance(self, colleague: Any) -> str:
        """The name, and where the person is away the substitute's."""
        absence = self.away.get(colleague.pk)
        if absence is None:
            return str(colleague)
        words = _("%(officer)s (away; %(substitute)s stands in)")
        return words % {"officer": colleague, "substitute": absence.substitute}


class DeskForm(forms.Form):
    """A form about one case."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.prepare()

    def prepare(self) -> None:
        """Fit the choices to the case."""


class ReplyForm(DeskForm):
    """What is said to the citizen; `seen_*` are the last reply and supplement that its writer has read."""

    kind = forms.ChoiceField(
        label=_("What do you write?"),
        choices=Reply.Kind.choices,
        initial=Reply.Kind.ANSWER,
        widget=forms.RadioSelect,
        help_text=_("Only an answer or an explanation keeps the deadline."),
    )
    body = forms.CharField(
        label=_("Your reply to the citizen"), max_length=REPLY_MAX, widget=forms.Textarea(attrs={"rows": 9})
    )
    files = files_field()  # type: ignore[assignment]  # a field, not the form's own `files`
    seen_reply = forms.IntegerField(widget=forms.HiddenInput)
    seen_supplement = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Ask and acknowledge only while an answer is owed."""
        if not self.case.is_open:
            kinds: Any = self.fields["kind"]
            kinds.choices = [(kind.value, kind.label) for kind in Reply.ANSWERING_KINDS]


class NoteForm(DeskForm):
    """A note among colleagues."""

    note = _text(_("Internal note"), 3, _("Only staff can read it. It does not stop the clock."))
    files = files_field()  # type: ignore[assignment]  # a field, not the form's own `files`


class AssignForm(DeskForm):
    """The department that shall answer."""

    department = DepartmentChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        empty_label=_("Choose a department"),
    )
    note = _text(_("Note for the department"), 2, required=False)

    def prepare(self) -> None:
        """Offer the other departments of the site."""
        departments: Any = self.fields["department"]
        others = Department.objects.for_site(self.case.site).exclude(pk=self.case.department_id or 0)
        departments.queryset = others


class ObjectForm(DeskForm):
    """Why the case is not for this department."""

    reason = _text(_("Why is it not for your department?"), 2)


class HandOverForm(DeskForm):
    """The colleague who goes on with the case."""

    to = ColleagueChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose a colleague")
    )
    note = _text(_("Note for the colleague"), 2, required=False)

    def prepare(self) -> None:
        """Offer who may handle this case."""
        supervisors = User.objects.with_perm(SUPERVISE, include_superusers=False)
        may = Q(department=self.case.department_id) | Q(pk__in=supervisors)
        colleagues: Any = self.fields["to"]
        others = officers_of([self.case.site_id]).filter(may).exclude(pk=self.case.handler_id or 0)
        colleagues.queryset = others
        colleagues.away = away_on(timezone.localdate(), others.values("pk"))


class TriageForm(DeskForm):
    """What the case really is (研判, R041)."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Case.Kind.choices)
    topic = TopicChoiceField(
        label=_("Topic"), queryset=Topic.objects.all(), required=False, empty_label=_("none")
    )
    reason = _text(_("Why do you judge so?"), 2)

    def prepare(self) -> None:
        """Begin with what the case is now."""
        self.initial = {**self.initial, "kind": self.case.kind, "topic": self.case.topic_id}


class ExtensionForm(DeskForm):
    """Why it takes longer (R043)."""

    code = forms.ChoiceField(
        label=_("Reason"), choices=[(code.value, code.label) for code in Proposal.EXTENSION_CODES]
    )
    reason = _text(_("Reason in words"), 2, _("The citizen reads it."))


class InvalidForm(DeskForm):
    """Why the case is not accepted (R053)."""

    code = forms.ChoiceField(
        label=_("Reason"), choices=[(code.value, code.label) for code in Proposal.INVALID_CODES]
    )
    reason = _text(_("Reason in words"), 2, _("The citizen reads it, with the place to turn to instead."))


class DecisionForm(DeskForm):
    """The verdict of the second person; a refusal says why."""

    APPROVE, REFUSE = "approve", "refuse"

    verdict = forms.ChoiceField(choices=[(APPROVE, APPROVE), (REFUSE, REFUSE)])
    note = _text(_("Note on the decision"), 2, required=False)


class EmptyForm(DeskForm):
    """A verb that needs no words."""


class DepartmentForm(forms.Form):
    """The department that shall answer several cases."""

    department = DepartmentChoiceField(
        label=_("Department"), queryset=Department.objects.none(), empty_label=_("Choose a department")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "bulk-%s"})
        departments: Any = self.fields["department"]
        departments.queryset = Department.objects.filter(site__in=sites_for(user))


class MergeForm(DeskForm):
    """The cases that shall be answered together with this one."""

    cases = forms.ModelMultipleChoiceField(queryset=Case.objects.none())
    reason = _text(_("Why are they the same matter?"), 2)

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["cases"]
        choices.queryset = candidates
