"""The transcript to print and to keep."""

import hashlib
from typing import Any
from urllib.parse import quote

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from interaction.cases.views import site_of
from interaction.interviews.gates import interview_gate
from interaction.interviews.models import Interview
from interaction.interviews.printing import facts_of, file_name, transcript_pdf
from interaction.interviews.transcripts import Transcript, transcript_context
from portal.base.fonts import chinese_fonts

# Setting costs a tenth of a second of a core: once for everybody, as long as nothing changes.
KEPT_SECONDS = 24 * 3600


@require_safe
def print_transcript(request: HttpRequest, pk: int) -> HttpResponse:
    """The transcript alone on a page, for paper."""
    interview = _transcribed(request, pk)
    context = transcript_context(interview) | {
        "page": interview.page,
        "interview": interview,
        "facts": facts_of(interview),
        "for_print": True,
    }
    return render(request, "interviews/print.html", context)


@require_safe
@cache_control(public=True, max_age=60)
def download_transcript(request: HttpRequest, pk: int) -> HttpResponse:
    """The transcript as PDF; where no font can set Chinese, the page to print stands in for it."""
    interview = _transcribed(request, pk)
    if not chinese_fonts():
        return redirect("interviews:print", pk=pk)
    transcript: Any = transcript_context(interview)["transcript"]
    pdf = cache.get_or_set(
        _key(interview, transcript), lambda: transcript_pdf(interview, transcript), KEPT_SECONDS
    )
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(file_name(interview))}"}
    return HttpResponse(pdf, "application/pdf", headers=headers)


def _key(interview: Interview, transcript: Transcript) -> str:
    """Other words, another revision or another language: another file."""
    shown = f"{interview.page.live_revision_id} {get_language()} {transcript}"
    return f"transcript-pdf:{interview.pk}:{hashlib.sha256(shown.encode()).hexdigest()}"


def _transcribed(request: HttpRequest, pk: int) -> Interview:
    """The interview whose transcript everybody may read.

    Raises:
        Http404: there is none, or it is not published.
    """
    rows = Interview.objects.for_site(site_of(request)).select_related("page__department", "site", "room")
    interview: Interview = get_object_or_404(rows, pk=pk, state=Interview.State.TRANSCRIBED)
    # Caches on the way may keep it: nobody gets what is not everybody's.
    if interview_gate(interview, AnonymousUser()) is None:
        raise Http404
    return interview
