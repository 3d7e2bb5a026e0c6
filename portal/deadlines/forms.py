"""The form into which a holiday notice is pasted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.deadlines.models import CalendarNotice
from portal.deadlines.notices import Notice, Problem, UnreadableNotice, read_notice

PROBLEMS = {
    Problem.EMPTY: _("No day of this year was found. Paste the text of the notice, or a table."),
    Problem.NO_DATE: _("Line %(line)d does not begin with a date like 2027-01-01: %(text)s"),
    Problem.NOT_A_DATE: _("Line %(line)d: there is no such day: %(text)s"),
    Problem.OTHER_YEAR: _("Line %(line)d belongs to another year: %(text)s"),
    Problem.WRONG_WEEKDAY: _("Line %(line)d: this is another day of the week: %(text)s"),
    Problem.WRONG_COUNT: _("Line %(line)d names another number of days than it lists: %(text)s"),
    Problem.BACKWARDS: _("Line %(line)d: the last day is not shortly after the first: %(text)s"),
    Problem.NO_KIND: _(
        "Line %(line)d does not say whether the day is free (放假, 休) or worked (上班, 班): %(text)s"
    ),
    Problem.TWICE: _("Line %(line)d says of a day what another line says differently: %(text)s"),
    Problem.NOT_JSON: _("Line %(line)d cannot be read as JSON: %(text)s"),
}


class NoticeForm(forms.Form):
    """Year, source and text of a notice; `notice` holds what was read."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    number = forms.CharField(
        label=_("Document number"),
        max_length=CalendarNotice._meta.get_field("number").max_length,
        help_text=_("As in 国办发明电〔2025〕7号."),
    )
    issued_on = forms.DateField(label=_("Issued on"), widget=AdminDateInput)
    text = forms.CharField(
        label=_("Text of the notice"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=20_000,
        help_text=_(
            "The sentences of the notice (“一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。”), "
            "a table with a date, 休 or 班, and a name in each line, or the JSON of holiday-cn."
        ),
    )

    notice: Notice

    def clean(self) -> dict[str, Any]:
        """Read the notice."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "year" in data and "text" in data:
            try:
                self.notice = read_notice(data["text"], data["year"])
            except UnreadableNotice as problem:
                self.add_error(
                    "text", str(PROBLEMS[problem.problem]) % {"line": problem.line, "text": problem.text}
                )
        return data
