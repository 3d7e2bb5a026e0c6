"""Results as files: counts for everybody once published, raw rows for those who handle the survey."""

from itertools import chain

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interaction.surveys.codebook import codebook_rows
from interaction.surveys.export_formats import FORMATS, stream_rows
from interaction.surveys.export_rows import count_rows, response_rows
from interaction.surveys.models import Survey, SurveyVersion
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.result_views import open_survey, refused
from interaction.surveys.results import results_of
from portal.base import audit
from portal.base.errors import NotAllowed


@require_safe
def export_counts(request: HttpRequest, pk: int, file_format: str) -> HttpResponseBase:
    """The counts of the result page as a file."""
    _require_known(file_format)
    try:
        survey = open_survey(request, pk)
        rows = list(count_rows(results_of(survey, request.user)))
    except NotAllowed as refusal:
        return refused(request, refusal)
    return stream_rows(request, rows, file_format, f"survey-{pk}")


@require_safe
@never_cache
def export_rows(request: HttpRequest, pk: int, file_format: str) -> HttpResponseBase:
    """The raw rows of a version (`?version=`, else the newest); who took them is written down."""
    _require_known(file_format)
    try:
        survey = open_survey(request, pk)
        version = _version(survey, request)
        rows = response_rows(version, request.user)
        # Asked for here, so that a refusal is answered as one and not in the middle of a file.
        header = next(rows)
    except NotAllowed as refusal:
        return refused(request, refusal)
    audit.record("survey.rows_exported", survey, actor=request.user, site=survey.site, version=version.number)
    name = f"survey-{pk}-rows-{version.number}"
    return stream_rows(request, chain([header], rows), file_format, name)


@require_safe
def export_codebook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the columns and values of the raw rows mean."""
    try:
        survey = open_survey(request, pk)
    except NotAllowed as refusal:
        return refused(request, refusal)
    version = _version(survey, request)
    rows = list(codebook_rows(questionnaire_of(version)))
    return stream_rows(request, rows, "csv", f"survey-{pk}-codebook-{version.number}")


def _require_known(file_format: str) -> None:
    if file_format not in FORMATS:
        raise Http404


def _version(survey: Survey, request: HttpRequest) -> SurveyVersion:
    """The version that was asked for.

    Raises:
        Http404: there is none of that number.
    """
    number = request.GET.get("version", "")
    versions = survey.versions.filter(number=number) if number.isdecimal() else survey.versions.all()
    version: SurveyVersion | None = versions.last() if number.isdecimal() or not number else None
    if version is None:
        raise Http404
    return version
