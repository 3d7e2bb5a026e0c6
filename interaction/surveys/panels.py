"""What the home page of the admin says about surveys: which results are owed, and until when (R051)."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from interaction.surveys.desk.views import is_handler, row_of, surveys_for


class OwedResultsPanel(Component):
    """Closed surveys without a result, the most urgent first; for those who handle them."""

    name = "survey_results_owed"
    template_name = "surveys/desk/owed_panel.html"
    order = 65

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The reader's own surveys."""
        user = parent_context["request"].user
        if not is_handler(user):
            return {"rows": []}
        rows = [row_of(survey) for survey in surveys_for(user).awaiting_result(timezone.now())]
        owed = [row for row in rows if row["owed"] is not None and row["owed"].is_open]
        return {"rows": sorted(owed, key=lambda row: row["owed"].due_at)}
