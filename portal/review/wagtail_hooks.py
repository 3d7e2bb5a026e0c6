"""What a reviewer is told, and where they go after a decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import policy_registry

from portal.review.models import problem_of


@hooks.register("before_edit_page")
def say_why_it_cannot_be_approved(request: HttpRequest, page: Page) -> None:
    """Tell the reviewers of a text why no approval is offered: they send it back with that reason."""
    if request.method == "GET" and page.workflow_in_progress and (problem := problem_of(page.specific)):
        messages.warning(request, problem)


@hooks.register("after_edit_page")
def return_to_dashboard(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead those back to their tasks who may not browse pages; Wagtail would send them to a closed door."""
    can_browse = policy_registry.get_by_type(Page).explorable_root_instance(request.user)
    return None if can_browse else redirect("wagtailadmin_home")
