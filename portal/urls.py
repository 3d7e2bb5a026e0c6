"""Addresses: staff and machines first, then everything citizens see, in both languages."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from interaction.cases.published.sitemap import LettersSitemap
from portal.base.views import set_comfort

# Wagtail's editor writes inline styles and scripts; nothing from another host is let in.
ADMIN_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
}

urlpatterns = [
    path(
        "admin/", include((decorate_urlpatterns(wagtailadmin_urls.urlpatterns, csp_override(ADMIN_CSP)), ""))
    ),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": Sitemap, "letters": LettersSitemap}}),
    path("rooms/", include("interaction.rooms.urls")),
]
if settings.SERVE_MEDIA:
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))
urlpatterns += i18n_patterns(
    path("comfort/", set_comfort, name="set_comfort"),
    path("search/", include("search.urls")),
    path("chat/", include("chatbot.urls")),
    path("interviews/", include("interaction.interviews.urls")),
    path("console/interviews/", include("interaction.interviews.console_urls")),
    path("surveys/", include("interaction.surveys.urls")),
    path("letters/", include("interaction.cases.published.urls")),
    path("", include("interaction.cases.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
