"""The doors of the desk: the queue, one case, and what can be done with it."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from interaction.cases.actions import assign_case, claim_case, note_case, reply_to_case
from interaction.cases.desk import queue
from interaction.cases.desk.forms import AssignForm, NoteForm, ReplyForm
from interaction.cases.forms import show_refusal
from interaction.cases.models import Case
from interaction.cases.permissions import can_use_desk
from interaction.cases.promises import promise_of
from interaction.cases.sources import render_source
from portal.accounts.models import User
from portal.base.errors import Refused
from portal.base.models import Department
from portal.base.scoping import sites_for

PAGE_SIZE = 50


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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect one page of the queue and the numbers of each view."""
        user, now = self.request.user, timezone.now()
        view = self.request.GET.get("view", queue.ALL)
        departments = Department.objects.filter(site__in=sites_for(user))
        chosen = self._chosen_department(departments)
        cases = queue.open_cases(user)
        if chosen is not None:
            cases = cases.filter(department=chosen)
        counts = queue.count_views(cases, user, now)
        page = Paginator(queue.narrow(cases, view, user, now), PAGE_SIZE).get_page(self.request.GET.get("p"))
        rows = queue.describe(page.object_list, now)
        return super().get_context_data(**kwargs) | {
            "view": view,
            "views": [(key, label, counts[key]) for key, label in queue.VIEWS.items()],
            "departments": departments,
            "department": chosen,
            "page": page,
            "rows": rows,
            "has_provisional": any(row.is_provisional for row in rows),
        }

    def _chosen_department(self, departments: Any) -> Department | None:
        wanted = self.request.GET.get("department", "")
        return next((each for each in departments if str(each.pk) == wanted), None)


class CaseView(DeskView):
    """One case: what the citizen wrote, what was done, what can be done."""

    template_name = "cases/desk/case.html"
    case: Case

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the case among those that this person may see; any other does not exist."""
        if can_use_desk(request.user):
            visible = Case.objects.visible_to(request.user)
            self.case = get_object_or_404(
                visible.select_related("site", "department", "handler", "topic", "source_type"),
                pk=kwargs["case_id"],
            )
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Name the case in the heading."""
        return self.case.number

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the queue."""
        here = [
            {"url": reverse("desk:index"), "label": self.page_title},
            {"url": "", "label": self.case.number},
        ]
        return [*self.breadcrumbs_items, *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what is known about the case; `kwargs` bring back a refused form with its draft."""
        case = self.case
        replies = list(case.replies.select_related("author", "department"))
        return {
            "reply_form": ReplyForm(),
            "note_form": NoteForm(prefix="note"),
            "assign_form": AssignForm(prefix="assign", site=case.site),
            **super().get_context_data(**kwargs),
            "case": case,
            "promise": promise_of(case),
            "replies": replies,
            "seen_reply": replies[-1].pk if replies else 0,
            "events": case.events.select_related("actor", "department"),
            "source": render_source(case),
            "can_claim": case.is_open and case.handler_id is None,
        }

    def refuse(self, refusal: Refused, **forms: Form) -> HttpResponse:
        """Show the case again with the reason and the draft."""
        self.case.refresh_from_db()
        for form in forms.values():
            show_refusal(form, refusal)
        messages.error(self.request, str(refusal.message))
        return self.render_to_response(self.get_context_data(**forms), status=refusal.status)

    def back_to_case(self, message: str) -> HttpResponse:
        """Say what was done and return to the case, or to the queue when it left this desk."""
        messages.success(self.request, message)
        if Case.objects.visible_to(self.request.user).filter(pk=self.case.pk).exists():
            return redirect("desk:case", self.case.pk)
        return redirect("desk:index")


class ClaimView(CaseView):
    """Take the case in hand."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Claim the case."""
        try:
            claim_case(self.case, self.officer)
        except Refused as refusal:
            return self.refuse(refusal)
        return self.back_to_case(_("You have taken this case."))


class AssignView(CaseView):
    """Give the case to a department."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Assign the case."""
        form = AssignForm(request.POST, prefix="assign", site=self.case.site)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(assign_form=form), status=400)
        department = form.cleaned_data["department"]
        try:
            assign_case(self.case, department, self.officer, form.cleaned_data["note"])
        except Refused as refusal:
            return self.refuse(refusal, assign_form=form)
        return self.back_to_case(
            _("The case was given to %(department)s.") % {"department": department.local_name}
        )


class NoteView(CaseView):
    """Write an internal note."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the note."""
        form = NoteForm(request.POST, prefix="note")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(note_form=form), status=400)
        try:
            note_case(self.case, self.officer, form.cleaned_data["note"])
        except Refused as refusal:
            return self.refuse(refusal, note_form=form)
        return self.back_to_case(_("The note was kept."))


class ReplyView(CaseView):
    """Answer the citizen."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the reply, or give the draft back with the reason."""
        form = ReplyForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(reply_form=form), status=400)
        try:
            reply_to_case(self.case, self.officer, **form.cleaned_data)
        except Refused as refusal:
            return self.refuse(refusal, reply_form=form)
        return self.back_to_case(_("Your reply was sent. The citizen can read it now."))
