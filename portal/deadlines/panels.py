"""What the home page of the admin says about deadlines."""

from typing import Any

from wagtail.admin.ui.components import Component

from portal.deadlines.actions.calendar import ENTER_NOTICE
from portal.deadlines.missing import missing_years


class MissingYearsPanel(Component):
    """Warns that dates are provisional because a year's notice is missing."""

    name = "missing_years"
    template_name = "deadlines/missing_years_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count what the reader may see: their site, or all."""
        user = parent_context["request"].user
        may_enter, department = user.has_perm(ENTER_NOTICE), user.department
        if user.is_superuser or department is not None:
            years = missing_years(None if user.is_superuser else department.site)
        else:
            years = []
        return {"years": years, "may_enter": may_enter}
