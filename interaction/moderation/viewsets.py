"""Where a site keeps its rejection codes."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn

from interaction.moderation.codes import codes_of
from interaction.moderation.models import RejectionCode
from portal.base.scoping import sites_for
from portal.base.viewsets import SiteScopedViewSet


class RejectionCodeViewSet(SiteScopedViewSet):
    """List, write and put aside the codes; one that was ever used cannot be deleted."""

    model = RejectionCode
    name = "rejection_codes"
    url_prefix = "desk/rejection-codes"
    icon = "warning"
    add_to_settings_menu = True
    list_display: ClassVar[list[Any]] = [
        "name",
        "code",
        BooleanColumn("is_active", label=_("in use"), sort_key="is_active"),
        "order",
    ]
    panels: ClassVar[list[Any]] = RejectionCode.panels

    def rows_for(self, user: Any) -> QuerySet[Any]:
        """The codes of the person's sites, each of which has some."""
        for site in sites_for(user):
            codes_of(site)
        return super().rows_for(user)
