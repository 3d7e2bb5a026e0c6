"""Canned replies: texts to begin a reply with, kept by each department; supervisors keep those for all."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from wagtail.admin.panels import FieldPanel

from interaction.cases.models import CannedReply, Case
from interaction.cases.permissions import can_supervise
from portal.base.viewsets import SiteScopedForm, SiteScopedViewSet


def canned_replies_for(case: Case) -> QuerySet[CannedReply]:
    """What may begin a reply to this case: the texts for all departments and those of its own."""
    fits = Q(department=None) | Q(department=case.department_id)
    texts: QuerySet[CannedReply] = CannedReply.objects.for_site(case.site).filter(fits)
    return texts


class CannedReplyForm(SiteScopedForm):
    """An officer writes for their own department, a supervisor for any or all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_supervise(self.for_user):
            field: Any = self.fields["department"]
            field.queryset = field.queryset.filter(pk=self.for_user.department_id)
            field.required, field.empty_label = True, None
            field.help_text = ""


class CannedReplyViewSet(SiteScopedViewSet):
    """List, write and remove canned replies."""

    model = CannedReply
    name = "canned_replies"
    url_prefix = "desk/canned-replies"
    icon = "form"
    base_form_class = CannedReplyForm
    list_display = ("title", "department")
    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("body"),
        FieldPanel("department"),
        FieldPanel("site"),
    ]

    def rows_for(self, user: Any) -> QuerySet[Any]:
        """All of the site for a supervisor; for an officer those of their own department."""
        rows = super().rows_for(user)
        return rows if can_supervise(user) else rows.filter(department=user.department_id)
