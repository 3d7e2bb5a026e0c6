"""The newest published letters as an Atom feed."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Site

from interaction.cases.models import Publication
from interaction.cases.published.listings import published
from interaction.cases.views import site_of
from portal.base.models import SiteIdentity

NEWEST = 30
EXCERPT = 200
FEED_KEPT = 300


class LettersFeed(Feed):
    """Title, beginning of the reply, department."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Site:
        """The site that was asked."""
        return site_of(request)

    def title(self, site: Site) -> str:
        """Name the feed and the site."""
        name = SiteIdentity.for_site(site).local_name
        return _("Published letters and replies - %(site)s") % {"site": name}

    def link(self, site: Site) -> str:
        """Where the letters are listed."""
        return reverse("published:index")

    def items(self, site: Site) -> list[Publication]:
        """The newest letters."""
        return list(published(site)[:NEWEST])

    def item_title(self, item: Any) -> str:
        """The letter's title."""
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """How the reply begins."""
        return Truncator(item.reply).chars(EXCERPT)

    def item_link(self, item: Any) -> str:
        """Where the letter is read."""
        return item.get_absolute_url()

    def item_author_name(self, item: Any) -> str | None:
        """Who replied."""
        return item.case.department.local_name if item.case.department else None

    def item_pubdate(self, item: Any) -> datetime:
        """When it was published."""
        return item.published_at


@require_safe
@conditional_page
@cache_control(public=True, max_age=FEED_KEPT)
def show_feed(request: HttpRequest) -> HttpResponse:
    """The feed; readers that ask often are told that nothing has changed."""
    return LettersFeed()(request)
