"""The door of those who hand out one-time codes: how many there are, and new ones as a file, once."""

import csv

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from interaction.cases.views import site_of
from interaction.surveys.access import Strategy
from interaction.surveys.actions.coding import make_codes
from interaction.surveys.models import Survey
from interaction.surveys.permissions import can_handle
from portal.base.errors import Refused


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def show_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how many codes there are and were used; a sent number is answered with that many new ones."""
    surveys = Survey.objects.for_site(site_of(request)).select_related("page", "site")
    survey = get_object_or_404(surveys, pk=pk)
    if not can_handle(request.user, survey) or survey.page.strategy != Strategy.CODE:
        raise Http404
    error, status = "", 200
    if request.method == "POST":
        written = request.POST.get("count", "")
        try:
            codes = make_codes(survey, request.user, int(written) if written.isdecimal() else 0)
        except Refused as refusal:
            error, status = str(refusal.message), refusal.status
        else:
            return _file(survey, codes)
    context = {
        "survey": survey,
        "page": survey.page,
        "made": survey.codes.count(),
        "used": survey.codes.filter(used=True).count(),
        "error": error,
    }
    return render(request, "surveys/codes.html", context, status=status)


def _file(survey: Survey, codes: list[str]) -> HttpResponse:
    """The codes as a table that spreadsheets open."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="codes-{survey.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("One-time code")])
    writer.writerows([code] for code in codes)
    return response
