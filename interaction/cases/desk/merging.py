"""Finding the cases that ask the same, and answering them together."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interaction.cases import actions
from interaction.cases.desk.forms import MergeForm
from interaction.cases.desk.views import OneCaseView
from interaction.cases.forms import show_refusal
from interaction.cases.models import Case
from interaction.cases.permissions import can_supervise
from interaction.cases.rules import clean_text
from portal.base.errors import Refused

MOST = 50


class MergeView(OneCaseView):
    """Search the cases to merge into this one; tick several."""

    template_name = "cases/desk/merge.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the case."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": _("Merge")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer what may be merged; without words, what came on the same matter."""
        words = clean_text(self.request.GET.get("q", ""))[:60]
        form = kwargs.get("form") or MergeForm(case=self.case, candidates=self._candidates())
        found = self._matching(words).select_related("department", "handler").defer("body")[:MOST]
        ticked = set(self.request.POST.getlist("cases"))
        shown = {"form": form, "q": words, "found": found, "ticked": ticked}
        return super().get_context_data(**kwargs) | shown

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Merge the ticked cases into this one."""
        form = MergeForm(request.POST, case=self.case, candidates=self._candidates())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=400)
        cases = list(form.cleaned_data["cases"])
        try:
            actions.merge_cases(cases, self.case, self.officer, form.cleaned_data["reason"])
        except Refused as refusal:
            show_refusal(form, refusal)
            return self.render_to_response(self.get_context_data(form=form), status=refusal.status)
        text = ngettext(
            "%(count)d case will be answered together with this one.",
            "%(count)d cases will be answered together with this one.",
            len(cases),
        )
        return self.back_to_case(text % {"count": len(cases)})

    def _candidates(self) -> Any:
        visible = Case.objects.visible_to(self.officer).filter(site=self.case.site)
        if not can_supervise(self.officer):
            visible = visible.filter(Q(handler=None) | Q(handler=self.officer))
        return visible.filter(state__in=Case.WORKABLE_STATES).exclude(pk=self.case.pk)

    def _matching(self, words: str) -> Any:
        candidates = self._candidates().order_by("-received_at", "-id")
        if words:
            return candidates.filter(Q(title__icontains=words) | Q(number__icontains=words))
        return candidates.filter(kind=self.case.kind, topic=self.case.topic_id)
