"""Where a reviewer goes after a decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import policy_registry


@hooks.register("after_edit_page")
def return_to_dashboard(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead those back to their tasks who may not browse pages; Wagtail would send them to a closed door."""
    can_browse = policy_registry.get_by_type(Page).explorable_root_instance(request.user)
    return None if can_browse else redirect("wagtailadmin_home")
