"""What other rooms' pages may show of the interviews."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from interaction.cases.views import site_of
from interaction.interviews.listing import Shown, interview_now
from interaction.interviews.models import InterviewIndexPage


def interviews_of_site(request: HttpRequest) -> dict[str, Any]:
    """The live or next interview, and the column; looked for only where a template shows them."""

    def column() -> InterviewIndexPage | None:
        root = site_of(request).root_page
        found: InterviewIndexPage | None = (
            InterviewIndexPage.objects.live().public().descendant_of(root).order_by("path").first()
        )
        return found

    def now() -> Shown | None:
        return interview_now(site_of(request))

    return {"interview_now": SimpleLazyObject(now), "interview_column": SimpleLazyObject(column)}
