"""Published letters in the sitemap, beside the pages."""

from django.db.models import QuerySet
from wagtail.contrib.sitemaps import Sitemap

from interaction.cases.models import Publication


class LettersSitemap(Sitemap):
    """The letters that everyone may read, each by its address."""

    def items(self) -> QuerySet[Publication]:
        """Those of the site that was asked."""
        letters: QuerySet[Publication] = Publication.objects.for_site(self.get_wagtail_site()).live()
        return letters.only("pk", "published_at")
