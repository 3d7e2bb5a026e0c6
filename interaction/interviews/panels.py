"""What the home page of the admin says about interviews: how the site stands with its yearly number."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from interaction.interviews.models import InterviewIndexPage
from interaction.interviews.permissions import HOST_INTERVIEW
from interaction.interviews.quotas import progress_of
from portal.base.scoping import sites_for


class QuotaPanel(Component):
    """“3 of 4 this year”, for those who plan, write and host interviews; one line a site."""

    name = "interview_quota"
    template_name = "interviews/admin/quota_panel.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count for the reader's own sites that have a column of interviews."""
        user = parent_context["request"].user
        return {"rows": progress_rows(user) if is_owner(user) else []}


def is_owner(user: Any) -> bool:
    """Whether the yearly number is this person's business: hosts, and whoever may write pages."""
    if user.has_perm(HOST_INTERVIEW):
        return True
    pages = policy_registry.get_by_type(Page)
    return bool(pages.user_has_any_permission(user, {"add", "change"}))


def progress_rows(user: Any) -> list[dict[str, Any]]:
    """The progress of each of the reader's sites."""
    now = timezone.now()
    columns = [column.get_site() for column in InterviewIndexPage.objects.live()]
    with_column = {site.pk for site in columns if site is not None}
    sites = sites_for(user).filter(pk__in=with_column).order_by("pk")
    return [{"site": site, "progress": progress_of(site, now)} for site in sites]
