"""Where editors keep the known gaps."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from chatbot.models import KnownGap
from chatbot.tasks import enqueue_gaps
from portal.base.viewsets import SiteScopedForm, SiteScopedViewSet


class KnownGapForm(SiteScopedForm):
    """A gap is compared by its meaning as soon as it is embedded."""

    def save(self, commit: bool = True) -> Any:
        """Keep the gap and have it embedded."""
        gap = super().save(commit=commit)
        enqueue_gaps()
        return gap


class KnownGapViewSet(SiteScopedViewSet):
    """List, enter and remove questions that the policies do not answer."""

    model = KnownGap
    name = "known_gaps"
    icon = "help"
    menu_label = _("Known gaps")
    menu_order = 310
    add_to_admin_menu = True
    base_form_class = KnownGapForm
    list_display = ("question", "advice")
    search_fields = ("question", "advice")
    panels: ClassVar[list[Any]] = [FieldPanel("question"), FieldPanel("advice"), FieldPanel("site")]
