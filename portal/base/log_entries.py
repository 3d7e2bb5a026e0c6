"""Wagtail's log of what is done in the admin, which names rows of a site to the staff of that site only.

Wagtail's own asks whether a person may edit a *kind* of row, never which rows.
"""

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry
from wagtail.models.audit_log import ModelLogEntryManager

from portal.base.scoping import sites_for


class SiteLogEntryManager(ModelLogEntryManager):
    """Writes the site of a row beside the entry, and reads by it."""

    def log_action(self, instance: Any, action: str, **kwargs: Any) -> Any:
        """Write down what was done to a row."""
        if _is_of_a_site(type(instance)):
            kwargs["data"] = {**(kwargs.get("data") or {}), "site": instance.site_id}
        return super().log_action(instance, action, **kwargs)

    def viewable_by_user(self, user: Any) -> Any:
        """The entries about rows of the person's own sites, and about what belongs to no site."""
        entries = super().viewable_by_user(user)
        if user.is_superuser:
            return entries
        scoped = ContentType.objects.get_for_models(*filter(_is_of_a_site, apps.get_models())).values()
        own = list(sites_for(user).values_list("pk", flat=True))
        return entries.filter(~Q(content_type__in=list(scoped)) | Q(data__site__in=own))


class SiteLogEntry(ModelLogEntry):
    """One thing that was done in the admin to anything but a page."""

    objects: ClassVar[Any] = SiteLogEntryManager()

    class Meta:
        proxy = True
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")


def _is_of_a_site(model: type[Model]) -> bool:
    # The rows' base class stands in `models`, which brings this log to Django.
    from portal.base.models import SiteScoped

    return issubclass(model, SiteScoped)
