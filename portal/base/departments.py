"""The departments of a site in the admin."""

from portal.base.models import Department
from portal.base.viewsets import SiteScopedViewSet


class DepartmentViewSet(SiteScopedViewSet):
    """List, add and edit departments; one that published or answered anything cannot be deleted."""

    model = Department
    name = "departments"
    url_prefix = "departments"
    icon = "group"
    add_to_settings_menu = True
    list_display = ("name", "phone", "office_hours", "order")
    panels = Department.panels
