"""The form of an interview's page in the admin: the reasons that a notice owes, and whom it may name."""

from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from portal.base.models import BasePageForm
from portal.base.scoping import sites_for

_NOTICE_FIELDS = frozenset(
    {"starts_at", "length_minutes", "late_notice_reason", "time_change_reason", "go_live_at"}
)


class InterviewPageForm(BasePageForm):
    """Asks for the reasons of a late notice and of a new time once the page is to be published (R049)."""

    def clean(self) -> dict[str, Any]:
        """Name the fields that are missing; a draft may be unfinished, and a reviewer may send it back."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_deferred_validation or "action-workflow-action" in self.data or self.errors:
            return data
        page, site = self.instance, (self.parent_page or self.instance).get_site()
        for name in _NOTICE_FIELDS & data.keys():
            setattr(page, name, data[name])
        if site is not None:
            from interaction.interviews.notice import problems_of

            for name, words in problems_of(page, site, timezone.now()):
                self.add_error(name if name in self.fields else None, words)
        return data


class PersonForm(WagtailAdminModelForm):
    """Offers the people of the editor's own sites."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["user"]
        people.queryset = people.queryset.filter(
            is_active=True, department__site__in=sites_for(self.for_user)
        )


class PeoplePanel(InlinePanel):
    """Guests or members, with a form that knows who edits."""

    def get_form_options(self) -> dict[str, Any]:
        """Hand the editor on to the people's forms."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name] |= {"form": PersonForm, "inherit_kwargs": ["for_user"]}
        return options
