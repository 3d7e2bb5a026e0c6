"""The rules, profiles and days in the admin: staff read them, administrators change them."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from portal.deadlines.actions import recalculate_open_obligations
from portal.deadlines.actions.calendar import ENTER_NOTICE
from portal.deadlines.models import CalendarDay, CalendarNotice, DeadlineProfile, DeadlineRule
from portal.deadlines.views import EnterNoticeView


class EnterNoticeMenuItem(MenuItem):
    """Shown to those who may enter notices."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the page is for this person."""
        return bool(request.user.has_perm(ENTER_NOTICE))


class EnterNoticeViewSet(ViewSet):
    """The page on which a notice is entered."""

    name = "holiday_notice"
    url_prefix = "deadlines/enter-notice"
    icon = "date"
    menu_label = _("Enter a holiday notice")
    menu_item_class: type[Any] = EnterNoticeMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """The one address."""
        return [path("", EnterNoticeView.as_view(), name="enter")]


class SavesAndCountsAgain:
    """A view after which open dates are counted again, in the same transaction."""

    request: HttpRequest

    def save_instance(self) -> Any:
        """Save, then count again."""
        instance = super().save_instance()  # type: ignore[misc]
        recalculate_open_obligations(by=self.request.user)
        return instance

    def delete_action(self) -> None:
        """Delete, then count again."""
        with transaction.atomic():
            super().delete_action()  # type: ignore[misc]
            recalculate_open_obligations(by=self.request.user)


class CalendarCreateView(SavesAndCountsAgain, generic.CreateView):
    """Adds a day."""


class CalendarEditView(SavesAndCountsAgain, generic.EditView):
    """Changes a day or a notice."""


class CalendarDeleteView(SavesAndCountsAgain, generic.DeleteView):
    """Takes a day or a notice away."""


class ReadableViewSet(ModelViewSet):
    """List and details for who may view, the rest for who may change."""

    inspect_view_enabled = True
    copy_view_enabled = False


class CalendarNoticeViewSet(ReadableViewSet):
    """The notices; new ones come by the page that shows what they change."""

    model = CalendarNotice
    name = "calendarnotice"
    url_prefix = "deadlines/notices"
    icon = "date"
    menu_label = _("Holiday notices")
    list_display = ("year", "number", "issued_on")
    form_fields: ClassVar[list[str]] = ["year", "number", "issued_on"]
    inspect_view_fields: ClassVar[list[str]] = ["year", "number", "issued_on"]
    edit_view_class = CalendarEditView
    delete_view_class = CalendarDeleteView

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Lead "add" to the page for entering."""
        return {**super().get_index_view_kwargs(**kwargs), "add_url_name": "holiday_notice:enter"}

    def get_urlpatterns(self) -> list[URLPattern]:
        """All but Wagtail's own "add": a notice without its days would make all dates look final."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]


class CalendarDayViewSet(ReadableViewSet):
    """The days that notices declare free or working."""

    model = CalendarDay
    name = "calendarday"
    url_prefix = "deadlines/days"
    icon = "calendar-alt"
    menu_label = _("Calendar days")
    list_display = ("date", "is_working", "name", "notice")
    list_filter = ("notice", "is_working")
    form_fields: ClassVar[list[str]] = ["date", "is_working", "name", "name_en", "notice"]
    inspect_view_fields = form_fields
    add_view_class = CalendarCreateView
    edit_view_class = CalendarEditView
    delete_view_class = CalendarDeleteView


class DeadlineProfileForm(WagtailAdminModelForm):
    """Keeps the name by which the code finds the national profile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].disabled = self.instance.slug == DeadlineProfile.NATIONAL


class UnusedDeleteView(generic.DeleteView):
    """Deletes what no obligation and no site was ever bound to."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Say it where something is still in use; nothing is deleted then."""
        try:
            with transaction.atomic():
                answer: HttpResponseBase = super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, str(_("It is in use and cannot be deleted.")))
            return redirect(self.get_success_url())
        return answer


class ProfileDeleteView(UnusedDeleteView):
    """Deletes any unused profile but the one that all others fall back on."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse for the national profile.

        Raises:
            PermissionDenied: it is the national profile.
        """
        if self.object.slug == DeadlineProfile.NATIONAL:
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class DeadlineProfileViewSet(ReadableViewSet):
    """The sets of rules of the regions."""

    model = DeadlineProfile
    name = "deadlineprofile"
    url_prefix = "deadlines/profiles"
    icon = "globe"
    menu_label = _("Deadline profiles")
    list_display = ("name", "slug", "day_ends")
    delete_view_class = ProfileDeleteView
    inspect_view_fields: ClassVar[list[str]] = ["name", "name_en", "slug", "day_ends"]

    def get_edit_handler(self) -> Any:
        """Use the form that protects the national profile."""
        panels = [FieldPanel(name) for name in ("name", "name_en", "slug", "day_ends")]
        return ObjectList(panels, base_form_class=DeadlineProfileForm).bind_to_model(self.model)


class DeadlineRuleViewSet(ReadableViewSet):
    """How long what may take."""

    model = DeadlineRule
    name = "deadlinerule"
    url_prefix = "deadlines/rules"
    icon = "time"
    menu_label = _("Deadline rules")
    list_display = ("name", "profile", "amount", "unit", "extension_limit", "source")
    list_filter = ("profile", "unit")
    form_fields: ClassVar[list[str]] = [
        "profile", "kind", "name", "name_en", "amount", "unit", "extension_limit", "approver", "warn_before",
        "source",
    ]  # fmt: skip
    inspect_view_fields = form_fields
    delete_view_class = UnusedDeleteView


class DeadlinesViewSetGroup(ModelViewSetGroup):
    """Everything about deadlines under one menu."""

    menu_label = _("Deadlines")
    menu_icon = "time"
    menu_name = "deadlines"
    menu_order = 850
    items = (
        DeadlineRuleViewSet,
        DeadlineProfileViewSet,
        CalendarNoticeViewSet,
        CalendarDayViewSet,
        EnterNoticeViewSet,
    )
