"""The report of a survey on paper: a PDF/UA-1 with charts whose figures can be selected and read aloud."""

from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from interaction.surveys.access import promise_of
from interaction.surveys.charts import Chart, ShownQuestion, hidden_words, shown_question
from interaction.surveys.models import Survey
from interaction.surveys.results import Results
from interaction.surveys.suppression import THRESHOLD
from portal.base.fonts import chinese_fonts
from portal.base.models import SiteIdentity, in_english
from portal.base.typesetting import set_pdf

_TEMPLATE = Path(__file__).with_name("report.typ")


def report_pdf(results: Results) -> bytes:
    """Set a result as PDF.

    Raises:
        typst.TypstError: it cannot be set; `chinese_fonts` tells beforehand whether it can.
    """
    return set_pdf(_TEMPLATE, report_data(results))


def report_data(results: Results) -> dict[str, Any]:
    """What the report shows, in the reader's language."""
    survey = results.survey
    page = survey.page
    site = SiteIdentity.for_site(survey.site).local_name
    questions = [shown_question(each, at) for at, each in enumerate(results.questions, start=1)]
    return {
        "title": page.local_title,
        "kind": f"{site} · {_('Survey result')}",
        "site": site,
        "lang": "en" if in_english() else "zh",
        "fonts": list(chinese_fonts()),
        "address": page.full_url or "",
        "facts": _facts(results),
        "use": page.local_usage_statement,
        "notes": [_seal_note(survey), f"*: {hidden_words()}"],
        "questions": [_question(each) for each in questions],
        "words": {
            "use": _("How the result was used"),
            "questions": _("Questions"),
            "answer": pgettext("of a survey", "Answer"),
            "bar": _("Chart"),
            "share": pgettext("of answers", "Share"),
        },
    }


def _facts(results: Results) -> list[dict[str, str]]:
    survey, page = results.survey, results.survey.page
    opened, closed = (date_format(localtime(at).date()) for at in (survey.opens_at, survey.closes_at))
    promise = promise_of(page.strategy)
    facts = [
        (_("Responses"), str(results.total)),
        (_("Period"), f"{opened} – {closed}"),
        (_("Who could answer"), f"{promise.rule} {promise.limit}"),
    ]
    if page.department is not None:
        facts.append((_("Department"), page.department.local_name))
    return [{"label": str(label), "value": str(value)} for label, value in facts]


def _seal_note(survey: Survey) -> str:
    if survey.unsealed_at is None:
        return _("Nobody could read results before the survey had closed.")
    return _("The results were read before the closing, since %(day)s. Reason: %(reason)s") % {
        "day": f"{localtime(survey.unsealed_at):%Y-%m-%d %H:%M}",
        "reason": survey.unseal_reason,
    }


def _question(question: ShownQuestion) -> dict[str, Any]:
    return {
        "number": question.number,
        "text": " ".join(question.text.split()),
        "note": _note(question),
        "figures": [list(each) for each in question.figures],
        "charts": [_chart(question, chart) for chart in question.charts if chart.bars],
    }


def _note(question: ShownQuestion) -> str:
    if question.answered is None:
        return _("Too few people answered for figures to be shown.")
    words = ngettext("%(answered)d answer", "%(answered)d answers", question.answered)
    note = words % {"answered": question.answered}
    return (
        f"{note} · {_('several could be chosen: the shares together are more than the whole')}"
        if question.several
        else note
    )


def _chart(question: ShownQuestion, chart: Chart) -> dict[str, Any]:
    bars = [
        {
            "label": f"{bar.label} ({_('mean place')} {bar.note})" if bar.note else bar.label,
            "width": float(bar.width),
            "count": f"< {THRESHOLD}*" if bar.count is None else str(bar.count),
            "percent": bar.percent or "–",
        }
        for bar in chart.bars
    ]
    return {"title": chart.title, "column": question.column, "bars": bars}
