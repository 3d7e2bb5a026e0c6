"""What can be done with a case: each verb is a form on its page and one action behind it."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from interaction.cases import actions
from interaction.cases.desk import forms
from interaction.cases.desk.views import CaseView
from interaction.cases.models import Proposal
from portal.base.errors import Refused


class VerbView(CaseView):
    """Do one thing with a case, or show the case again with the reason why not."""

    http_method_names = ["post"]
    form_class: type[forms.DeskForm] = forms.EmptyForm
    # The form's name on the page; a verb without words has none.
    form_name: ClassVar[str] = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the form and act."""
        form = self.form_class(request.POST, prefix=self.form_name or None, case=self.case)
        shown = {f"{self.form_name}_form": form}
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**shown), status=400)
        try:
            message = self.perform(form.cleaned_data)
        except Refused as refusal:
            return self.refuse(refusal, form, **shown)
        return self.back_to_case(message)

    def perform(self, data: dict[str, Any]) -> str:
        """Act, and say what was done.

        Raises:
            Refused: the action refused.
        """
        raise NotImplementedError


class ClaimView(VerbView):
    """Take the case in hand."""

    def perform(self, data: dict[str, Any]) -> str:
        """Claim it."""
        actions.claim_case(self.case, self.officer)
        return _("You have taken this case.")


class ReleaseView(VerbView):
    """Give the case back."""

    def perform(self, data: dict[str, Any]) -> str:
        """Release it."""
        actions.release_case(self.case, self.officer)
        return _("The case is free for your colleagues again.")


class CloseView(VerbView):
    """End an answered case."""

    def perform(self, data: dict[str, Any]) -> str:
        """Close it."""
        actions.close_case(self.case, self.officer)
        return _("The case is closed.")


class AssignView(VerbView):
    """Give the case to a department."""

    form_class, form_name = forms.AssignForm, "assign"

    def perform(self, data: dict[str, Any]) -> str:
        """Assign or transfer it."""
        department = data["department"]
        actions.assign_case(self.case, department, self.officer, data["note"])
        return _("The case was given to %(department)s.") % {"department": department.local_name}


class ObjectView(VerbView):
    """Say that the case is not for this department."""

    form_class, form_name = forms.ObjectForm, "object"

    def perform(self, data: dict[str, Any]) -> str:
        """Object to the assignment."""
        actions.object_to_assignment(self.case, self.officer, data["reason"])
        return _("Your objection was kept; the case waits for a supervisor.")


class HandOverView(VerbView):
    """Give the case to a colleague."""

    form_class, form_name = forms.HandOverForm, "hand_over"

    def perform(self, data: dict[str, Any]) -> str:
        """Hand it over."""
        actions.hand_over_case(self.case, data["to"], self.officer, data["note"])
        return _("The case was handed over to %(officer)s.") % {"officer": data["to"]}


class TriageView(VerbView):
    """Judge what the case is."""

    form_class, form_name = forms.TriageForm, "triage"

    def perform(self, data: dict[str, Any]) -> str:
        """Keep the judgement."""
        actions.triage_case(self.case, self.officer, **data)
        return _("The judgement was kept.")


class ExtensionView(VerbView):
    """Ask for more time."""

    form_class, form_name = forms.ExtensionForm, "extension"

    def perform(self, data: dict[str, Any]) -> str:
        """Propose the extension."""
        actions.propose_extension(self.case, self.officer, **data)
        return _("Asked. A supervisor decides before the due date.")


class InvalidView(VerbView):
    """Propose not to accept the case."""

    form_class, form_name = forms.InvalidForm, "invalid"

    def perform(self, data: dict[str, Any]) -> str:
        """Propose it."""
        actions.propose_invalid(self.case, self.officer, **data)
        return _("Proposed. A supervisor decides; the clock runs on.")


class DecisionView(VerbView):
    """Approve or refuse what a colleague proposed."""

    form_class, form_name = forms.DecisionForm, "decision"

    def perform(self, data: dict[str, Any]) -> str:
        """Decide as the second person."""
        proposal = get_object_or_404(Proposal, pk=self.kwargs["proposal_id"], case=self.case)
        is_approved = data["verdict"] == forms.DecisionForm.APPROVE
        actions.decide_proposal(proposal, self.officer, approve=is_approved, note=data["note"])
        return _("The proposal was approved.") if is_approved else _("The proposal was refused.")
