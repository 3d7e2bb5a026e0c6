"""Registers what belongs to every admin page."""

from django.db.models import Model
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import ModelLogEntry

from portal.base.departments import DepartmentViewSet
from portal.base.models import SiteLogEntry


@hooks.register("register_log_actions", order=1)
def keep_the_log_of_each_site_apart(actions: LogActionRegistry) -> None:
    """Log in the place of Wagtail's own log of models, which everybody reads."""
    actions.register_model(Model, SiteLogEntry)
    actions.log_entry_models.discard(ModelLogEntry)


@hooks.register("register_admin_viewset")
def register_departments() -> DepartmentViewSet:
    """Put the departments in the settings menu."""
    return DepartmentViewSet()
