"""Admin pages of rows that belong to one site: to the staff of another site they do not exist (DESIGN 4.8).

Wagtail's generic admin views ask whether a person may edit a *kind* of row, never which rows.
"""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from portal.base.models import SiteScoped
from portal.base.scoping import sites_for


class SiteScopedForm(WagtailAdminModelForm):
    """Offers the person's own sites, and departments and people of these sites only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = sites_for(self.for_user)
        self.fields["site"].queryset = sites
        self.fields["site"].empty_label = None
        self.fields["site"].initial = self.initial.get("site") or sites.first()
        for field in self.fields.values():
            rows: Any = getattr(field, "queryset", None)
            if rows is not None and (path := _path_to_site(rows.model)):
                cast(ModelChoiceField, field).queryset = rows.filter(**{f"{path}__in": sites})

    def clean(self) -> dict[str, Any]:
        """Refuse to tie things of two sites together."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            path = _path_to_site(type(value)) if isinstance(value, Model) else ""
            if path and data.get("site") != _follow(value, path):
                self.add_error(name, ValidationError(_("This belongs to another site.")))
        return data


class SiteScopedIndexView(generic.IndexView):
    """A list, and its exports, of what the person may reach."""

    rows_for: Callable[[Any], QuerySet[Any]] | None = None

    def get_base_queryset(self) -> Any:
        """Keep the person's own rows."""
        queryset = super().get_base_queryset()
        return queryset.filter(pk__in=self.rows_for(self.request.user)) if self.rows_for else queryset.none()


class SiteScopedViewSet(ModelViewSet):
    """List, add, edit, delete, history and usage of a `SiteScoped` model.

    Whatever address names a row, the row is looked for among `rows_for(user)` first.
    """

    index_view_class = SiteScopedIndexView
    copy_view_enabled = False
    base_form_class: type[SiteScopedForm] = SiteScopedForm
    panels: ClassVar[list[Any]] = []

    def rows_for(self, user: Any) -> QuerySet[Any]:
        """The rows that a person may reach; a subclass may narrow them, never widen."""
        rows: QuerySet[Any] = self.model._default_manager.filter(site__in=sites_for(user))
        return rows

    def get_edit_handler(self) -> Any:
        """Use the form that knows the sites of its reader."""
        return ObjectList(self.panels, base_form_class=self.base_form_class).bind_to_model(self.model)

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the list whose rows it shows."""
        return {**super().get_index_view_kwargs(**kwargs), "rows_for": self.rows_for}

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        """Let a view meet only rows that its reader may reach.

        Raises:
            Http404: the row belongs to another site (raised by the view that is returned).
        """
        view = super().construct_view(view_class, **kwargs)

        def scoped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            key = named.get("pk")
            if key is not None and not self.rows_for(request.user).filter(pk=unquote(str(key))).exists():
                raise Http404
            answer: HttpResponseBase = view(request, *args, **named)
            return answer

        return scoped


def _path_to_site(model: type[Model]) -> str:
    """How a row leads to its site; empty where it belongs to all."""
    if issubclass(model, SiteScoped):
        return "site"
    return "department__site" if issubclass(model, get_user_model()) else ""


def _follow(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row
