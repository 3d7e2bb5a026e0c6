"""Reading comfort: the one setting a visitor has."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COMFORT_COOKIE = "comfort"
_ONE_YEAR = 365 * 24 * 3600


@require_POST
def set_comfort(request: HttpRequest) -> HttpResponse:
    """Switch large type on or off and go back to where the visitor was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.POST.get("comfort") == "large":
        response.set_cookie(
            COMFORT_COOKIE, "large", max_age=_ONE_YEAR, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(COMFORT_COOKIE, samesite="Lax")
    return response
