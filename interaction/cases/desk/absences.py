"""Who is away, and who stands in."""

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column

from interaction.cases.models import Absence
from interaction.cases.permissions import can_supervise
from portal.base.viewsets import SiteScopedForm, SiteScopedViewSet


def away_on(day: date, users: Collection[int] | QuerySet[Any]) -> dict[int, Absence]:
    """Those of the users (by id) who are away on a day, with their absence (one query)."""
    absences = Absence.objects.filter(user__in=users, begins_on__lte=day, ends_on__gte=day)
    return {absence.user_id: absence for absence in absences.select_related("user", "substitute")}


class AbsenceForm(SiteScopedForm):
    """An officer enters their own absence, a supervisor anybody's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_supervise(self.for_user):
            field: Any = self.fields["user"]
            field.queryset = field.queryset.filter(pk=self.for_user.pk)
            field.empty_label, field.initial = None, self.for_user.pk


class HandOverColumn(Column):
    """Leads to handing over now what the absent person has in hand."""

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Link with both people filled in."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        query = urlencode({"from_user": instance.user_id, "to": instance.substitute_id})
        link = format_html('<a href="{}?{}">{}</a>', reverse("desk:hand_over_all"), query, _("Hand over now"))
        return context | {"value": link}

    def get_value(self, instance: Any) -> str:
        """Nothing of its own: the cell is a link."""
        return ""


class AbsenceViewSet(SiteScopedViewSet):
    """List, enter and remove absences."""

    model = Absence
    name = "absences"
    url_prefix = "desk/absences"
    icon = "user"
    base_form_class = AbsenceForm
    list_display = (
        "user",
        "substitute",
        "begins_on",
        "ends_on",
        HandOverColumn("hand_over", label=_("Cases in hand")),
    )
    panels: ClassVar[list[Any]] = [
        FieldPanel("user"),
        FieldPanel("substitute"),
        FieldPanel("begins_on"),
        FieldPanel("ends_on"),
        FieldPanel("site"),
    ]

    def rows_for(self, user: Any) -> QuerySet[Any]:
        """All of the site for a supervisor; for an officer their own."""
        rows = super().rows_for(user)
        return rows if can_supervise(user) else rows.filter(user=user)
