"""Atom feeds: the interviews of a site, and what happens in one of them."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Site

from interaction.cases.views import site_of
from interaction.interviews import entries
from interaction.interviews.listing import Shown, listed, show
from interaction.interviews.models import Interview
from interaction.rooms.models import Audience, Entry
from portal.base.models import SiteIdentity

NEWEST = 30
FEED_KEPT = 60


class InterviewsFeed(Feed):
    """The newest interviews with time and state."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Site:
        """The site that was asked."""
        return site_of(request)

    def title(self, site: Site) -> str:
        """Name the feed and the site."""
        return _("Interviews - %(site)s") % {"site": SiteIdentity.for_site(site).local_name}

    def link(self, site: Site) -> str:
        """Where the feed is."""
        return reverse("interviews:feed")

    def items(self, site: Site) -> list[Shown]:
        """The newest interviews."""
        return [show(one) for one in listed(site).order_by("-announced_at")[:NEWEST]]

    def item_title(self, item: Any) -> str:
        """The topic."""
        return str(item.page.local_title)

    def item_description(self, item: Any) -> str:
        """State, time and what it is about."""
        when = date_format(localtime(item.interview.starts_at), "DATETIME_FORMAT")
        return " · ".join(part for part in (item.word, when, item.page.local_summary) if part)

    def item_link(self, item: Any) -> str:
        """Where the interview is."""
        return str(item.page.url)

    def item_pubdate(self, item: Any) -> datetime:
        """When it was announced."""
        announced: datetime = item.interview.announced_at
        return announced

    def item_updateddate(self, item: Any) -> datetime:
        """When its state was last written."""
        marks = (item.interview.announced_at, item.interview.started_at, item.interview.ended_at)
        return max(mark for mark in (*marks, item.interview.transcribed_at) if mark is not None)


class InterviewFeed(Feed):
    """What happens in one interview: its states and its answers."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, interview: Interview) -> Interview:
        """The interview that was asked for."""
        return interview

    def title(self, interview: Interview) -> str:
        """The topic."""
        return str(interview.page.local_title)

    def link(self, interview: Interview) -> str:
        """Where the interview is."""
        return str(interview.page.url)

    def items(self, interview: Interview) -> list[Entry]:
        """The newest states and answers that nobody took back."""
        told = Entry.objects.filter(
            room=interview.room_id,
            kind__in=(entries.STATE, entries.ANSWER),
            audience=Audience.PUBLIC,
            redaction=None,
        )
        self._page_url = str(interview.page.url)
        return list(told.order_by("-seq")[:NEWEST])

    def item_title(self, item: Any) -> str:
        """The new state, or who answered what."""
        if item.kind == entries.STATE:
            return _state_words(item.body)
        question = item.body.get("question") or {}
        return _("Answer: %(question)s") % {"question": question.get("text", "")}

    def item_description(self, item: Any) -> str:
        """The reason or the time, or the answer."""
        if item.kind == entries.ANSWER:
            return str(item.body.get("text", ""))
        starts_at = parse_datetime(item.body["starts_at"])
        when = date_format(localtime(starts_at), "DATETIME_FORMAT") if starts_at else ""
        return " · ".join(part for part in (when, item.body.get("reason", "")) if part)

    def item_link(self, item: Any) -> str:
        """Where the interview is."""
        return f"{self._page_url}#entry-{item.seq}"

    def item_guid(self, item: Any) -> str:
        """The entry of the log, whatever its page is called."""
        return f"urn:room:{item.room_id}:{item.seq}"

    def item_pubdate(self, item: Any) -> datetime:
        """When it was written."""
        written: datetime = item.created_at
        return written


def _state_words(body: dict[str, Any]) -> str:
    labels = dict(Interview.State.choices)
    return str(labels.get(body.get("state", ""), body.get("state", "")))


@require_safe
@conditional_page
@cache_control(public=True, max_age=FEED_KEPT)
def show_feed(request: HttpRequest) -> HttpResponse:
    """The feed of the site; readers that ask often are told that nothing has changed."""
    return InterviewsFeed()(request)


@require_safe
@conditional_page
@cache_control(public=True, max_age=FEED_KEPT)
def show_page_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """The feed of one interview."""
    interview = get_object_or_404(listed(site_of(request)), pk=pk)
    return InterviewFeed()(request, interview=interview)
