"""The door of the console: who comes in, and to which interview."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from interaction.interviews.answering import refuse, wants_json
from interaction.interviews.models import Interview
from interaction.interviews.permissions import duties_of
from portal.base.errors import NotAllowed
from portal.base.scoping import sites_for

type ConsoleDoor = Callable[..., HttpResponse]


def open_to_crew(door: ConsoleDoor) -> Callable[..., HttpResponse]:
    """Give a view `(request, interview, duties, …)` the interview, and let in whoever has a duty in it.

    Raises:
        Http404: there is no such interview on the person's sites (raised by the view that is returned).
    """

    @wraps(door)
    def checked(request: HttpRequest, pk: int, **named: Any) -> HttpResponse:
        user: Any = request.user
        if not user.is_authenticated:
            if wants_json(request):
                return refuse(request, NotAllowed(_("Please sign in again."), code="login"))
            return redirect_to_login(request.get_full_path())
        rows = Interview.objects.select_related("page", "room", "site").filter(site__in=sites_for(user))
        interview: Interview | None = rows.filter(pk=pk).first()
        if interview is None:
            raise Http404
        duties = duties_of(user, interview)
        if not duties and wants_json(request):
            return refuse(request, NotAllowed(_("You have no duty in this interview.")))
        if not duties:
            return render(request, "interviews/console/not_yours.html", {"interview": interview}, status=403)
        return door(request, interview, duties, **named)

    return checked
