"""The result of a survey: on its page, by itself for those who prepare it, as cross table, as texts."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from interaction.cases.views import site_of
from interaction.surveys.access import promise_of
from interaction.surveys.charts import cross_context, hidden_words, shown_question
from interaction.surveys.models import Survey, SurveyPage, TextAnswer
from interaction.surveys.permissions import can_handle
from interaction.surveys.questionnaire import Question
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.results import (
    Results,
    Sealed,
    cross_of,
    crossable,
    require_reading,
    results_of,
    shown_texts,
)
from interaction.surveys.suppression import THRESHOLD
from portal.base.errors import Invalid, NotAllowed
from portal.base.models import in_english

TEXTS_A_PAGE = 20


def result_context(survey: Survey, reader: Any) -> dict[str, Any]:
    """What `surveys/_result.html` shows.

    Raises:
        NotAllowed: the reader may not know the result yet.
    """
    results = results_of(survey, reader)
    version = survey.versions.last()
    return {
        "survey": survey,
        "page": survey.page,
        "promise": promise_of(survey.page.strategy),
        "results": results,
        "questions": shown_questions(results),
        "versions": list(survey.versions.all()),
        "can_cross": version is not None and len(crossable(questionnaire_of(version))) > 1,
        "shown_texts": _with_texts(survey, results),
        "threshold": THRESHOLD,
        "hidden_words": hidden_words(),
    }


def published_result_context(page: SurveyPage) -> dict[str, Any]:
    """The result for the survey's own page; nothing before it is published."""
    published = Survey.objects.with_result().filter(page=page.pk, cancelled_at=None)
    survey = published.select_related("page").first()
    if survey is None:
        return {}
    # A preview shows the words of the draft that is looked at.
    survey.page = page
    return result_context(survey, AnonymousUser())


def shown_questions(results: Results) -> list[Any]:
    """The questions of a result, numbered."""
    return [shown_question(each, number) for number, each in enumerate(results.questions, start=1)]


def _with_texts(survey: Survey, results: Results) -> list[str]:
    """The keys of the questions to which texts are shown."""
    asked = {each.question.key for each in results.questions if each.question.takes_words}
    shown = TextAnswer.objects.filter(question__in=asked, state=TextAnswer.State.SHOWN)
    # Copied pages share their keys. These few are looked at closely, instead of all responses.
    of_survey = shown.filter(response__version__survey=survey)
    keys = shown.order_by("question").values_list("question", flat=True).distinct()
    return [key for key in keys if of_survey.filter(question=key).exists()]


def open_survey(request: HttpRequest, pk: int) -> Survey:
    """The survey that was asked for, if the reader may know its result.

    Raises:
        Http404: there is none at this site, or its page is not public and not the reader's to handle.
        NotAllowed: it is sealed, or its result is not published.
    """
    rows = Survey.objects.for_site(site_of(request)).select_related("page__department", "site", "unsealed_by")
    survey: Survey = get_object_or_404(rows, pk=pk)
    is_public = survey.page.live and not survey.page.get_view_restrictions().exists()
    if not is_public and not can_handle(request.user, survey):
        raise Http404
    require_reading(survey, request.user)
    return survey


def refused(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    """Say that a result is sealed or not published yet: to scripts as JSON, to people in words."""
    response: HttpResponse
    if request.path.endswith(".json"):
        data = {"code": refusal.code, "message": str(refusal.message)}
        response = JsonResponse(data, status=refusal.status)
    else:
        context = {"refusal": refusal, "is_sealed": isinstance(refusal, Sealed)}
        response = render(request, "surveys/sealed.html", context, status=refusal.status)
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def show_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The result by itself: for those who prepare it, before it is on the survey's page."""
    try:
        survey = open_survey(request, pk)
        context = result_context(survey, request.user)
    except NotAllowed as refusal:
        return refused(request, refusal)
    return render(request, "surveys/results.html", context)


@require_safe
def show_cross(request: HttpRequest, pk: int) -> HttpResponse:
    """Two questions against each other."""
    try:
        survey = open_survey(request, pk)
    except NotAllowed as refusal:
        return refused(request, refusal)
    version = survey.versions.last()
    choices = crossable(questionnaire_of(version)) if version is not None else []
    rows_of, columns_of = request.GET.get("rows", ""), request.GET.get("columns", "")
    context: dict[str, Any] = {
        "survey": survey,
        "page": survey.page,
        "version": version,
        "versions": survey.versions.count(),
        "choices": [(question.key, question.text.local(in_english())) for question in choices],
        "rows_of": rows_of,
        "columns_of": columns_of,
        "hidden_words": hidden_words(),
        "threshold": THRESHOLD,
    }
    status = 200
    if rows_of or columns_of:
        try:
            context |= _crossed(survey, request.user, rows_of, columns_of, choices)
        except Invalid as refusal:
            context["problem"], status = refusal.message, refusal.status
    return render(request, "surveys/cross.html", context, status=status)


def _crossed(
    survey: Survey, reader: Any, rows_of: str, columns_of: str, choices: list[Question]
) -> dict[str, Any]:
    table = cross_of(survey, reader, rows_of, columns_of)
    if table is None:
        return {"is_too_few": True}
    by_key = {question.key: question for question in choices}
    down, across = by_key[rows_of], by_key[columns_of]
    english = in_english()
    words = {"row_title": down.text.local(english), "column_title": across.text.local(english)}
    return {"table": cross_context(down, across, table) | words}


@require_safe
def show_texts(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """What was written to a question, as far as it was let through."""
    try:
        survey = open_survey(request, pk)
        texts = shown_texts(survey, request.user, question)
        results = results_of(survey, request.user)
    except NotAllowed as refusal:
        return refused(request, refusal)
    asked = results.question(question)
    if asked is None or not asked.question.takes_words:
        raise Http404
    page_obj = Paginator(texts, TEXTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "survey": survey,
        "page": survey.page,
        "asked": asked.question.text.local(in_english()),
        "page_obj": page_obj,
    }
    return render(request, "surveys/texts.html", context)
