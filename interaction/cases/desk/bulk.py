"""Several cases at once: assign or claim them, and hand over what somebody has in hand."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from interaction.cases import actions
from interaction.cases.desk.forms import DepartmentForm, officers_of
from interaction.cases.desk.views import PAGE_SIZE, DeskView
from interaction.cases.forms import show_refusal
from interaction.cases.models import Case
from interaction.cases.permissions import can_supervise
from portal.accounts.models import User
from portal.base.errors import Refused
from portal.base.models import Department
from portal.base.scoping import sites_for


class BulkView(DeskView):
    """Assign or claim the ticked cases; each succeeds or is refused by itself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        """Act on each case and say for each refused one why."""
        act = self._action()
        if act is None:
            messages.error(request, _("Choose what to do with the cases."))
        else:
            self._act_on_each(act)
        query = request.GET.urlencode()
        return HttpResponseRedirect(reverse("desk:index") + (f"?{query}" if query else ""))

    def _action(self) -> Callable[[Case], Any] | None:
        if self.request.POST.get("verb") == "claim":
            return lambda case: actions.claim_case(case, self.officer)
        form = DepartmentForm(self.request.POST, user=self.officer)
        if self.request.POST.get("verb") != "assign" or not form.is_valid():
            return None
        department: Department = form.cleaned_data["department"]
        return lambda case: actions.assign_case(case, department, self.officer)

    def _act_on_each(self, act: Callable[[Case], Any]) -> None:
        wanted = [key for key in self.request.POST.getlist("case") if key.isdecimal()][:PAGE_SIZE]
        cases = list(Case.objects.visible_to(self.officer).filter(pk__in=wanted).order_by("pk"))
        if not cases:
            messages.error(self.request, _("Tick the cases first."))
            return
        refusals = []
        for case in cases:
            try:
                act(case)
            except Refused as refusal:
                refusals.append(f"{case.number}: {refusal.message}")
        self._tell(len(cases) - len(refusals), refusals)

    def _tell(self, done: int, refusals: list[str]) -> None:
        if done:
            text = ngettext("%(count)d case was done.", "%(count)d cases were done.", done)
            messages.success(self.request, text % {"count": done})
        for refusal in refusals:
            messages.warning(self.request, refusal)


class HandOverAllForm(Form):
    """Who hands over to whom."""

    from_user = forms.ModelChoiceField(
        label=gettext_lazy("Who is away"), queryset=User.objects.none(), empty_label=None
    )
    to = forms.ModelChoiceField(
        label=gettext_lazy("Who takes over"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Choose a colleague"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = officers_of(sites_for(user)).select_related("department")
        givers: Any = self.fields["from_user"]
        takers: Any = self.fields["to"]
        givers.queryset = colleagues if can_supervise(user) else colleagues.filter(pk=user.pk)
        takers.queryset = colleagues


class HandOverAllView(DeskView, FormView):
    """Hand over everything that somebody has in hand, because they are away."""

    template_name = "cases/desk/hand_over.html"
    page_title = gettext_lazy("Hand over cases")
    header_icon = "resubmit"
    form_class = HandOverAllForm

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the queue."""
        here = [{"url": reverse("desk:index"), "label": _("Desk")}, {"url": "", "label": self.page_title}]
        return [*self.breadcrumbs_items, *here]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the people of the own site."""
        return {**super().get_form_kwargs(), "user": self.officer}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the people that the list of absences named."""
        return {name: self.request.GET[name] for name in ("from_user", "to") if name in self.request.GET}

    def form_valid(self, form: HandOverAllForm) -> HttpResponse:
        """Hand over, all or none."""
        giver, taker = form.cleaned_data["from_user"], form.cleaned_data["to"]
        try:
            count = actions.hand_over_cases(giver, taker, self.officer)
        except Refused as refusal:
            show_refusal(form, refusal)
            return self.render_to_response(self.get_context_data(form=form), status=refusal.status)
        text = ngettext(
            "%(count)d case was handed over to %(officer)s.",
            "%(count)d cases were handed over to %(officer)s.",
            count,
        )
        messages.success(self.request, text % {"count": count, "officer": taker})
        return redirect("desk:index")

    def form_invalid(self, form: HandOverAllForm) -> HttpResponse:
        """Show the form again."""
        return self.render_to_response(self.get_context_data(form=form), status=400)
