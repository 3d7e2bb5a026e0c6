"""The interviews of a person's sites in the admin: how far each is, what waits, and where to go."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from interaction.interviews.listing import show
from interaction.interviews.models import Interview, Question
from interaction.interviews.panels import is_owner, progress_rows
from interaction.interviews.permissions import duties_of
from portal.base.scoping import sites_for

PAGE_SIZE = 30
_RANK = Case(
    When(state__in=Interview.RUNNING_STATES, then=Value(0)),
    When(state__in=Interview.BEFORE_STATES, then=Value(1)),
    default=Value(2),
)
# Of those to come the next is first, of the others the last.
_SOONEST_FIRST = Case(When(state__in=Interview.BEFORE_STATES, then=F("starts_at")), default=None)


@method_decorator(never_cache, name="dispatch")
class InterviewListView(WagtailAdminTemplateMixin, TemplateView):
    """Running interviews first, then what comes next, then what was."""

    page_title = _("Interviews")
    header_icon = "openquote"
    template_name = "interviews/admin/list.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who plan, write or host interviews.

        Raises:
            PermissionDenied: interviews are not this person's work.
        """
        if not is_owner(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """End here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows, and how the year stands."""
        page = Paginator(interviews_for(self.request.user), PAGE_SIZE).get_page(self.request.GET.get("p"))
        now = timezone.now()
        rows = [
            {
                "shown": show(interview, now),
                "waiting": interview.waiting,
                "owed": interview.owed,
                **self._links(interview),
            }
            for interview in page
        ]
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": rows,
            "progress": progress_rows(self.request.user),
        }

    def _links(self, interview: Interview) -> dict[str, Any]:
        """The console for those who have a duty in it, the editor for those who may write, the big screen."""
        has_duty = bool(duties_of(self.request.user, interview))
        return {
            "console": reverse("console:page", args=[interview.pk]) if has_duty else "",
            "may_edit": interview.page.permissions_for_user(self.request.user).can_edit(),
            "screen": reverse("interviews:screen", args=[interview.pk]),
        }


def interviews_for(user: Any) -> QuerySet[Any]:
    """The interviews of a person's sites, with how many questions wait and how many are owed an answer."""
    waiting = Q(questions__state=Question.State.PENDING)
    owed = Q(questions__state__in=Question.OPEN_STATES, questions__answered_at=None)
    interviews: QuerySet[Any] = Interview.objects.filter(site__in=sites_for(user))
    return (
        interviews.select_related("page__department", "site")
        .defer("page__transcript")
        .annotate(
            waiting=Count("questions", filter=waiting, distinct=True),
            owed=Count("questions", filter=owed, distinct=True),
        )
        .order_by(_RANK, _SOONEST_FIRST, "-starts_at")
    )


class InterviewMenuItem(MenuItem):
    """Shown to those who plan, write or host interviews."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether interviews are this person's work."""
        return is_owner(request.user)


class InterviewListViewSet(ViewSet):
    """The list under /admin/interviews/."""

    name = "interviews_admin"
    url_prefix = "interviews"
    icon = "openquote"
    menu_label = _("Interviews")
    menu_name = "interviews"
    menu_order = 95
    menu_item_class: type[Any] = InterviewMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        """The one address."""
        return [path("", InterviewListView.as_view(), name="index")]
