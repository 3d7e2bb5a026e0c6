"""Addresses of an interview as mails and calendars need them: whole, in the language of now."""

from django.conf import settings
from wagtail.models import Site

from interaction.interviews.models import Interview


def home_of(site: Site) -> str:
    """Where a site answers, without a slash at the end.

    The default site answers at the portal's own address, also behind a proxy that Wagtail does not know.
    """
    return str(settings.WAGTAILADMIN_BASE_URL) if site.is_default_site else site.root_url


def page_address(interview: Interview) -> str:
    """The whole address of an interview's page."""
    parts = interview.page.get_url_parts()
    return f"{home_of(interview.site)}{parts[2] if parts else '/'}"
