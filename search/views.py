"""What citizens see of the search: the results, and suggestions while they type."""

import logging
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from portal.base.errors import Invalid
from search.counts import count_query
from search.facets import NEWEST
from search.queries import read_query
from search.site_search import search, top_topics
from search.suggestions import suggest

logger = logging.getLogger(__name__)

SUGGESTIONS_KEPT = 60


def site_of(request: HttpRequest) -> Site:
    """The site that was asked."""
    site: Site | None = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


@require_safe
def show_results(request: HttpRequest) -> HttpResponse:
    """Show what a query finds; without one, the empty search page."""
    site = site_of(request)
    if "q" not in request.GET:
        return _show(request, {"top_topics": top_topics(site)})
    try:
        query = read_query(request.GET["q"])
    except Invalid as refusal:
        # The header repeats the address in its links; what was refused must not come back.
        request.META["QUERY_STRING"] = ""
        refused = {"refusal": refusal.message, "top_topics": top_topics(site)}
        return _show(request, refused, status=refusal.status)
    found = search(query, site, request.GET.dict(), lambda page: page.get_url(request))
    context = {
        "query": query,
        "groups": found.groups,
        "total": found.total,
        "facets": found.facets,
        "sort": request.GET.get("sort") if request.GET.get("sort") == NEWEST else "",
        "page_obj": found.page_obj,
        "did_you_mean": found.did_you_mean,
        "is_filtered": found.found > found.total,
        "top_topics": [] if found.groups else top_topics(site),
    }
    if set(request.GET) == {"q"}:
        _count(query, site, in_vain=not found.found)
    return _show(request, context)


@require_safe
@cache_control(public=True, max_age=SUGGESTIONS_KEPT)
def show_suggestions(request: HttpRequest) -> HttpResponse:
    """Suggest titles and questions as JSON; for what cannot be searched, nothing."""
    try:
        query = read_query(request.GET.get("q", ""))
    except Invalid:
        return JsonResponse({"suggestions": []})

    def url_of(page: Page) -> str | None:
        return page.get_url(request)

    found = suggest(query, site_of(request), url_of)
    return JsonResponse({"suggestions": [{"text": one.text, "url": one.url} for one in found]})


def _show(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "search/results.html", context, status=status)


def _count(query: str, site: Site, *, in_vain: bool) -> None:
    try:
        count_query(query, site, in_vain=in_vain)
    except DatabaseError:
        # A citizen's answer is worth more than our count: a locked database must not cost it.
        logger.warning("a search could not be counted", exc_info=True)
