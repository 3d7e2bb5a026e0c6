"""The surveys of a person in the admin: how far each is, what waits, and what can be done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
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

from interaction.surveys.actions.answering import phase_of
from interaction.surveys.actions.giving_codes import MOST, give_codes
from interaction.surveys.actions.sealing import LONGEST_REASON, unseal_results
from interaction.surveys.models import AccessCode, Survey, SurveyPage, TextAnswer
from interaction.surveys.models.run import RESULT
from interaction.surveys.permissions import HANDLE, SUPERVISE, can_handle
from interaction.surveys.presentation import phase_words
from interaction.surveys.results import is_sealed
from interaction.surveys.rules import Phase
from portal.base.errors import Refused
from portal.base.scoping import sites_for

PAGE_SIZE = 30


def is_handler(user: Any) -> bool:
    """Whether surveys are this person's work at all."""
    return bool(user.is_superuser or user.has_perm(HANDLE) or user.has_perm(SUPERVISE))


def surveys_for(user: Any) -> Any:
    """The surveys that a person handles, the newest first."""
    surveys = Survey.objects.filter(site__in=sites_for(user))
    if not (user.is_superuser or user.has_perm(SUPERVISE)):
        own = Q(page__department=None) | Q(page__department=user.department_id)
        surveys = surveys.filter(own if user.has_perm(HANDLE) else Q(pk=None))
    return (
        surveys.select_related("page__department", "site", "unsealed_by")
        .defer("page__questionnaire")
        .prefetch_related("obligations")
    )


def row_of(survey: Survey) -> dict[str, Any]:
    """What the list says of a survey."""
    now = timezone.now()
    phase = phase_of(survey, now)
    owed = next((each for each in survey.obligations.all() if each.kind == RESULT), None)
    return {
        "survey": survey,
        "page": survey.page,
        "phase": phase_words(phase),
        "is_sealed": is_sealed(survey, now),
        "owed": owed,
        "is_overdue": owed is not None and owed.is_open and owed.due_at <= now,
    }


def counts_of(surveys: list[Survey]) -> dict[int, dict[str, int]]:
    """By survey: how many answered, and how many texts wait to be read over (two queries)."""
    found: dict[int, dict[str, int]] = {survey.pk: {"responses": 0, "pending": 0} for survey in surveys}
    responses = Survey.objects.filter(pk__in=found).annotate(
        count=Count("versions__responses", filter=Q(versions__responses__is_test=False))
    )
    for pk, count in responses.values_list("pk", "count"):
        found[pk]["responses"] = count
    pending = TextAnswer.objects.filter(
        response__version__survey__in=found, response__is_test=False, state=TextAnswer.State.PENDING
    )
    path = "response__version__survey"
    for pk, count in pending.values(path).annotate(count=Count("pk")).values_list(path, "count"):
        found[pk]["pending"] = count
    return found


@method_decorator(never_cache, name="dispatch")
class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """What all pages of the desk share."""

    page_title: Any = gettext_lazy("Surveys")
    header_icon = "form"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who handle surveys.

        Raises:
            PermissionDenied: surveys are not this person's work.
        """
        if not is_handler(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """End here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class ListView(DeskView):
    """All surveys of the person."""

    template_name = "surveys/desk/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows."""
        page = Paginator(surveys_for(self.request.user), PAGE_SIZE).get_page(self.request.GET.get("p"))
        surveys = list(page)
        counts = counts_of(surveys)
        rows = [row_of(survey) | counts[survey.pk] for survey in surveys]
        return super().get_context_data(**kwargs) | {"rows": rows, "page": page}


class SurveyDeskView(DeskView):
    """One survey: where it stands, its files, and opening it early."""

    template_name = "surveys/desk/survey.html"
    survey: Survey

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the survey.

        Raises:
            Http404: it is not the person's to handle.
        """
        super().setup(request, *args, **kwargs)
        rows = surveys_for(request.user) if request.user.is_authenticated else Survey.objects.none()
        self.survey = get_object_or_404(rows, pk=kwargs["survey_id"])
        self.page_title = self.survey.page.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        surveys = {"url": reverse("surveys_desk:index"), "label": DeskView.page_title}
        return [*self.breadcrumbs_items, surveys, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the survey stands."""
        survey = self.survey
        row = row_of(survey) | counts_of([survey])[survey.pk]
        phase = phase_of(survey)
        own: dict[str, Any] = {
            **row,
            "stand": row,
            "versions": list(survey.versions.all()),
            "can_unseal": row["is_sealed"] and phase == Phase.OPEN and can_handle(self.request.user, survey),
            "has_codes": survey.page.strategy == SurveyPage.Strategy.CODE,
            "may_edit": survey.page.permissions_for_user(self.request.user).can_edit(),
            "reason_max": LONGEST_REASON,
        }
        if own["has_codes"]:
            codes = AccessCode.objects.filter(survey=survey)
            own["codes"] = {"made": codes.count(), "used": codes.filter(used=True).count(), "most": MOST}
        return super().get_context_data(**kwargs) | own | kwargs


class UnsealView(SurveyDeskView):
    """Open the results before the closing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open them, or say why not."""
        reason = request.POST.get("reason", "")
        try:
            unseal_results(self.survey, request.user, reason)
        except Refused as refusal:
            context = self.get_context_data(problem=refusal.message, reason=reason)
            return self.render_to_response(context, status=refusal.status)
        messages.warning(request, _("The results are open. Who opened them and why is kept and shown."))
        return redirect("surveys_desk:survey", survey_id=self.survey.pk)


class CodesView(SurveyDeskView):
    """Draw one-time codes and hand them over as a file, once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw them, or say why not."""
        wanted = request.POST.get("count", "")
        try:
            codes = give_codes(self.survey, request.user, int(wanted) if wanted.isdecimal() else 0)
        except Refused as refusal:
            context = self.get_context_data(codes_problem=refusal.message)
            return self.render_to_response(context, status=refusal.status)
        headers = {"Content-Disposition": f'attachment; filename="survey-{self.survey.pk}-codes.csv"'}
        content = "".join(f"{code}\r\n" for code in ["code", *codes])
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
