"""Pages that are never deleted: something hangs on them that must be kept."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from wagtail import hooks
from wagtail.models import Page


def keep_pages_of(model: type[Model], reason: str | Promise) -> None:
    """Refuse in the admin, with a reason, to delete a page that a row of `model` names as its `page`.

    The same holds for a page above it, and where many pages are deleted at once.
    """

    def is_kept(page: Page) -> bool:
        below = Page.objects.descendant_of(page, inclusive=True)
        return bool(model._default_manager.filter(page__in=below.values("pk")).exists())

    def keep_one(request: HttpRequest, page: Page) -> HttpResponse | None:
        if not is_kept(page):
            return None
        messages.error(request, str(reason))
        return redirect("wagtailadmin_pages:edit", page.pk)

    def keep_among_others(
        request: HttpRequest, action_type: str, objects: list[Any], action: Any
    ) -> HttpResponse | None:
        pages = [one for one in objects if isinstance(one, Page)] if action_type == "delete" else []
        kept = next(filter(is_kept, pages), None)
        if kept is None:
            return None
        messages.error(request, str(reason))
        return redirect("wagtailadmin_explore", kept.get_parent().pk)

    hooks.register("before_delete_page", keep_one)
    hooks.register("before_bulk_action", keep_among_others)
