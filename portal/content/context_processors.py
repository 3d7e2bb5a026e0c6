"""What every public page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Site

from portal.base.models import SiteIdentity

_LANGUAGE_NAMES = {"zh-hans": "中文", "en": "English"}


def site_chrome(request: HttpRequest) -> dict[str, Any]:
    """Identity, menu, languages and reading comfort; queried only where a template asks."""
    return {
        "site_identity": SimpleLazyObject(lambda: SiteIdentity.for_request(request)),
        "nav_sections": SimpleLazyObject(lambda: _menu(request)),
        "language_links": SimpleLazyObject(lambda: _language_links(request)),
        "comfort": "large" if request.COOKIES.get("comfort") == "large" else "",
    }


def _menu(request: HttpRequest) -> list[Any]:
    site = Site.find_for_request(request)
    if site is None:
        return []
    return list(site.root_page.get_children().live().public().in_menu().specific())


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    path = request.get_full_path()
    return [
        {
            "code": code,
            "label": _LANGUAGE_NAMES[code],
            "url": translate_url(path, code),
            "active": code == get_language(),
        }
        for code, _name in settings.LANGUAGES
    ]
