"""The report of a survey as PDF."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from interaction.surveys.report import report_data, report_pdf
from interaction.surveys.result_views import open_survey, refused
from interaction.surveys.results import results_of
from portal.base.errors import NotAllowed
from portal.base.fonts import chinese_fonts

# Setting costs a good part of a second of a core: once for everybody, as long as nothing changes.
KEPT_SECONDS = 24 * 3600


@require_safe
def download_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report; where no font can set Chinese, the result page stands in for it."""
    try:
        survey = open_survey(request, pk)
        results = results_of(survey, request.user)
    except NotAllowed as refusal:
        return refused(request, refusal)
    if not chinese_fonts():
        return redirect("surveys:results", pk=pk)
    shown = hashlib.sha256(f"{get_language()} {report_data(results)}".encode()).hexdigest()
    pdf = cache.get_or_set(f"survey-report:{pk}:{shown}", lambda: report_pdf(results), KEPT_SECONDS)
    headers = {"Content-Disposition": f'inline; filename="survey-{pk}.pdf"'}
    return HttpResponse(pdf, "application/pdf", headers=headers)
