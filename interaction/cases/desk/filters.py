"""What the queue can be narrowed to, and in which order it can stand."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interaction.cases.desk.forms import DepartmentChoiceField
from interaction.cases.desk.queue import open_cases
from interaction.cases.forms import MailboxChoiceField, TopicChoiceField
from interaction.cases.models import Case, CaseQuerySet, MailboxPage
from portal.base.models import Department
from portal.base.scoping import sites_for
from portal.content.models import Topic


class QueueFilter(forms.Form):
    """The desk's filters; what does not fit is left out, so an old bookmark still shows the queue."""

    OPEN, ANSWERED, DROPPED, ANY = "", "answered", "dropped", "any"
    ORDERS = {"newest": "-received_at", "oldest": "received_at"}

    q = forms.CharField(
        label=_("Number or words of the title"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    scope = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            (OPEN, _("still open")),
            (ANSWERED, _("answered")),
            (DROPPED, _("not accepted or withdrawn")),
            (ANY, _("all")),
        ],
    )
    mailbox = MailboxChoiceField(
        label=_("Mailbox"),
        queryset=MailboxPage.objects.none(),
        required=False,
        empty_label=_("All mailboxes"),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *Case.Kind.choices]
    )
    department = DepartmentChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("All departments"),
    )
    topic = TopicChoiceField(
        label=_("Topic"), queryset=Topic.objects.all(), required=False, empty_label=_("All topics")
    )
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("soonest due first")), ("newest", _("newest first")), ("oldest", _("oldest first"))],
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "filter-%s"})
        self._user = user
        sites = sites_for(user)
        departments: Any = self.fields["department"]
        departments.queryset = Department.objects.filter(site__in=sites)
        mailboxes: Any = self.fields["mailbox"]
        mailboxes.queryset = _mailboxes_of(sites)
        self.is_valid()

    @property
    def is_of_open_cases(self) -> bool:
        """Tell whether only what is still owed was asked for."""
        return not self.cleaned_data.get("scope")

    def cases(self, scope: str | None = None) -> CaseQuerySet:
        """The cases that fit, in the order that was asked for; `scope` overrides the chosen states."""
        data = self.cleaned_data
        scope = data.get("scope", self.OPEN) if scope is None else scope
        chosen = {name: data[name] for name in ("mailbox", "kind", "department", "topic") if data.get(name)}
        cases = self._in_scope(scope).filter(**chosen)
        if words := data.get("q"):
            cases = cases.filter(Q(title__icontains=words) | Q(number__icontains=words))
        order = self.ORDERS.get(data.get("order", ""))
        return cases.order_by(order, "id") if order else cases

    def _in_scope(self, scope: str) -> CaseQuerySet:
        if scope == self.OPEN:
            return open_cases(self._user)
        visible: CaseQuerySet = Case.objects.visible_to(self._user)
        states = {self.ANSWERED: Case.ANSWERED_STATES, self.DROPPED: Case.DROPPED_STATES}.get(scope)
        return visible.filter(state__in=states) if states else visible


def _mailboxes_of(sites: Any) -> Any:
    in_trees = Q(pk__in=())
    for site in sites.select_related("root_page"):
        in_trees |= Q(path__startswith=site.root_page.path)
    return MailboxPage.objects.filter(in_trees).order_by("path")
