"""The published letters, as everyone reads them."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from interaction.cases.published.filters import Filters, choices, narrow, read_filters
from interaction.cases.published.listings import published, search, show, similar
from interaction.cases.views import site_of

PAGE_SIZE = 20


@require_safe
def list_letters(request: HttpRequest) -> HttpResponse:
    """Show the published letters, newest first; those that were searched for, the best first."""
    site = site_of(request)
    filters = read_filters(request.GET.dict())
    page, is_near = _find(site, filters, request.GET.get("page"))
    letters = published(site).in_bulk(list(page))
    context = choices(site) | {
        "filters": filters,
        "page_obj": page,
        "letters": [show(letters[key]) for key in page if key in letters],
        "total": page.paginator.count,
        "is_near": is_near,
    }
    return render(request, "cases/published/list.html", context)


@require_safe
def show_letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show one published letter; one that was taken back does not exist."""
    site = site_of(request)
    letter = get_object_or_404(published(site), pk=letter_id)
    others = [other for other in similar(site, letter.title, 4) if other.pk != letter.pk]
    context = {"shown": show(letter), "letter": letter, "similar": others[:3]}
    return render(request, "cases/published/letter.html", context)


def _find(site: Site, filters: Filters, number: str | None) -> tuple[Page[Any], bool]:
    """One page of the keys that were asked for, and whether they only come near the words typed."""
    wanted = narrow(published(site), filters)
    if not filters.query:
        return Paginator(wanted.values_list("pk", flat=True), PAGE_SIZE).get_page(number), False
    found = search(site, filters.query)
    is_near = not found
    if is_near:
        found = [letter.pk for letter in similar(site, filters.query, PAGE_SIZE)]
    kept = set(wanted.filter(pk__in=found).values_list("pk", flat=True))
    keys = [key for key in found if key in kept]
    return Paginator(keys, PAGE_SIZE).get_page(number), is_near and bool(keys)
