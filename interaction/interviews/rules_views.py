"""The published rules of taking part in an interview."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interaction.cases.views import site_of
from interaction.interviews.models.questions import QUESTION_MAX
from interaction.moderation.codes import codes_of


@require_safe
def show_rules(request: HttpRequest) -> HttpResponse:
    """Show what is expected, how questions are taken, and every reason for not showing one."""
    context = {"codes": codes_of(site_of(request)), "question_max": QUESTION_MAX}
    return render(request, "interviews/rules.html", context)
