"""Which sites a member of staff may reach (DESIGN: one platform, many sites)."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Site


def sites_for(user: Any) -> QuerySet[Site]:
    """The sites whose rows a user may see: all for a superuser, else the site of their department."""
    if user.is_superuser:
        return Site.objects.all()
    if not user.is_authenticated or user.department_id is None:
        return Site.objects.none()
    return Site.objects.filter(pk=user.department.site_id)
