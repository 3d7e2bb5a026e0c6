"""The pages of the desk that show: the queue and one case."""

from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from interaction.cases.desk import forms, presence, queue
from interaction.cases.desk.absences import away_on
from interaction.cases.desk.canned import canned_replies_for
from interaction.cases.desk.dossier import open_dossier, possible_extension
from interaction.cases.desk.filters import QueueFilter
from interaction.cases.desk.offers import offered_verbs
from interaction.cases.forms import show_refusal
from interaction.cases.models import Case
from interaction.cases.permissions import can_supervise, can_use_desk
from portal.accounts.models import User
from portal.base.errors import Refused
from portal.deadlines.panels import MissingYearsPanel

PAGE_SIZE = 30


@method_decorator(never_cache, name="dispatch")
class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """What all pages of the desk share: who may enter, and the heading."""

    page_title = gettext_lazy("Desk")
    header_icon = "tasks"

    @property
    def officer(self) -> User:
        """The member of staff at the desk; Wagtail lets nobody else in."""
        return cast(User, self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who handle cases.

        Raises:
            PermissionDenied: the desk is not a place for this person.
        """
        if not can_use_desk(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class QueueView(DeskView):
    """Everything owed, soonest due first."""

    template_name = "cases/desk/queue.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """End at the desk."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @property
    def header_more_buttons(self) -> list[Button]:
        """What belongs to the desk beside the queue."""
        places = [
            (gettext_lazy("Canned replies"), "canned_replies:index", "form"),
            (gettext_lazy("Absences"), "absences:index", "user"),
            (gettext_lazy("Hand over cases"), "desk:hand_over_all", "resubmit"),
        ]
        return [
            Button(label, url=reverse(name), icon_name=icon, priority=order)
            for order, (label, name, icon) in enumerate(places)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect one page of the queue and the numbers of each view."""
        chosen, moment = QueueFilter(self.request.GET, user=self.officer), queue.Moment()
        view = queue.known_view(self.request.GET.get("view", ""))
        counts = self._counts(chosen, moment)
        page = self._page(chosen, view, counts, moment)
        return super().get_context_data(**kwargs) | {
            "view": view,
            "views": [(key, label, counts[key]) for key, label in queue.VIEWS.items()],
            "filter": chosen,
            "page": page,
            "rows": queue.describe(queue.read_rows(list(page.object_list)), moment, self.officer),
            "assign_form": forms.DepartmentForm(user=self.officer),
            "missing_years": MissingYearsPanel(),
        }

    def _counts(self, chosen: QueueFilter, moment: queue.Moment) -> dict[str, int]:
        bad = queue.badly_rated(chosen.cases(scope=QueueFilter.ANY)).order_by().count()
        in_time = queue.count_views(chosen.cases(scope=QueueFilter.OPEN), self.officer, moment)
        return in_time | {queue.BAD_RATINGS: bad}

    def _page(
        self, chosen: QueueFilter, view: str, counts: dict[str, int], moment: queue.Moment
    ) -> Page[Any]:
        if view == queue.BAD_RATINGS:
            cases, count = queue.badly_rated(chosen.cases(scope=QueueFilter.ANY)), counts[view]
        elif view in queue.OF_OPEN_CASES or chosen.is_of_open_cases:
            open_cases = chosen.cases(scope=QueueFilter.OPEN)
            cases, count = queue.narrow(open_cases, view, self.officer, moment), counts[view]
        else:
            cases = queue.narrow(chosen.cases(), view, self.officer, moment)
            count = cases.order_by().count()
        paginator = Paginator(cases.values_list("pk", flat=True), PAGE_SIZE)
        # Counted already, or without what only the rows need.
        paginator.count = count
        return paginator.get_page(self.request.GET.get("p"))


class OneCaseView(DeskView):
    """Whatever concerns one case: it is looked for among those that this person may see."""

    case: Case

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the case; one that is not for this person does not exist."""
        if can_use_desk(request.user):
            visible = Case.objects.visible_to(request.user)
            related = ("site", "department", "handler", "topic", "mailbox", "merged_into", "source_type")
            self.case = get_object_or_404(visible.select_related(*related), pk=kwargs["case_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Name the case in the heading."""
        return self.case.number

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the queue."""
        here = [
            {"url": reverse("desk:index"), "label": DeskView.page_title},
            {"url": reverse("desk:case", args=[self.case.pk]), "label": self.case.number},
        ]
        return [*self.breadcrumbs_items, *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Bring the case."""
        return super().get_context_data(**kwargs) | {"case": self.case}

    def back_to_case(self, message: str) -> HttpResponse:
        """Say what was done and return to the case, or to the queue when it left this desk."""
        messages.success(self.request, message)
        if Case.objects.visible_to(self.request.user).filter(pk=self.case.pk).exists():
            return redirect("desk:case", self.case.pk)
        return redirect("desk:index")


class CaseView(OneCaseView):
    """One case: what the citizen wrote, what was done, what can be done."""

    template_name = "cases/desk/case.html"
    side_forms: ClassVar[dict[str, type[forms.DeskForm]]] = {
        "note": forms.NoteForm,
        "assign": forms.AssignForm,
        "object": forms.ObjectForm,
        "hand_over": forms.HandOverForm,
        "triage": forms.TriageForm,
        "extension": forms.ExtensionForm,
        "invalid": forms.InvalidForm,
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what is known about the case; `kwargs` bring back a refused form with its draft."""
        case, dossier = self.case, open_dossier(self.case)
        presence.note_viewer(case, self.officer)
        offered = offered_verbs(case, dossier, self.officer)
        blank = {f"{name}_form": form(prefix=name, case=case) for name, form in self.side_forms.items()}
        return {
            **blank,
            "reply_form": forms.ReplyForm(case=case),
            **super().get_context_data(**kwargs),
            "dossier": dossier,
            "decisions": [
                (proposal, self._decision_form(proposal.pk, kwargs)) for proposal in dossier.waiting
            ],
            "promise": dossier.promise,
            "can": offered,
            "seen_reply": max((reply.pk for reply in dossier.replies), default=0),
            "seen_supplement": max((each.pk for each in dossier.supplements), default=0),
            "extension": possible_extension(case),
            "is_supervisor": can_supervise(self.officer),
            "absence": away_on(timezone.localdate(), [case.handler_id or 0]).get(case.handler_id or 0),
            "viewers": presence.other_viewers(case, self.officer),
            "canned": canned_replies_for(case),
        }

    def _decision_form(self, proposal: int, shown: dict[str, Any]) -> Form:
        """The form about one proposal: the refused one where it came back, else an empty one."""
        if self.kwargs.get("proposal_id") == proposal and "decision_form" in shown:
            return cast(Form, shown["decision_form"])
        return forms.DecisionForm(prefix="decision", auto_id=f"id_{proposal}_%s", case=self.case)

    def refuse(self, refusal: Refused, form: Form | None = None, **shown: Any) -> HttpResponse:
        """Show the case again with the reason and the draft."""
        self.case.refresh_from_db()
        if form is not None:
            show_refusal(form, refusal)
        messages.error(self.request, str(refusal.message))
        return self.render_to_response(self.get_context_data(**shown), status=refusal.status)
