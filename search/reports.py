"""What editors see of the searches: those that found nothing, most frequent first."""

from typing import Any, ClassVar

from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter  # type: ignore[import-untyped]
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.reports import ReportView

from portal.base.scoping import sites_for
from portal.base.spreadsheets import no_formula
from search.models import QueryCount


class VainSearchFilter(WagtailFilterSet):
    """Chooses the days."""

    day = DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = QueryCount
        fields: ClassVar[list[str]] = ["day"]


class VainSearchesView(ReportView):
    """Searches without results on the sites of the person who looks."""

    model = QueryCount
    permission_required = "view"
    page_title = _("Searches without results")
    header_icon = "search"
    is_searchable = True
    search_fields: ClassVar[list[str]] = ["text"]
    filterset_class = VainSearchFilter
    default_ordering = ("-vain", "-last", "text")
    index_url_name = "search_reports:vain_searches"
    index_results_url_name = "search_reports:vain_searches_results"
    columns: ClassVar[list[Any]] = [
        Column("text", label=_("Searched for"), sort_key="text"),
        Column("site__hostname", label=_("Site"), accessor=lambda row: row["site__hostname"]),
        NumberColumn("vain", label=_("Without results"), sort_key="vain"),
        NumberColumn("all", label=_("Searches"), sort_key="all"),
        DateColumn("last", label=_("Last on"), sort_key="last"),
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "text": _("Searched for"),
        "site__hostname": _("Site"),
        "vain": _("Without results"),
        "all": _("Searches"),
        "last": _("Last on"),
    }
    list_export: ClassVar[list[str]] = list(export_headings)

    custom_field_preprocess: ClassVar[dict[str, Any]] = {"text": {ReportView.FORMAT_CSV: no_formula}}
    export_filename = "searches-without-results"

    def get_base_queryset(self) -> Any:
        """The counts of the person's own sites, added up over the days."""
        counts = QueryCount.objects.filter(without_results__gt=0, site__in=sites_for(self.request.user))
        return counts.values("text", "site__hostname").annotate(
            vain=Sum("without_results"), all=Sum("searches"), last=Max("day")
        )
