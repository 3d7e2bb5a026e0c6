"""The working calendar as the yearly notices fix it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarNotice(models.Model):
    """The State Council notice that fixes the holidays of one year."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    number = models.CharField(_("document number"), max_length=60)
    issued_on = models.DateField(_("issued on"))

    class Meta:
        verbose_name = _("holiday notice")
        verbose_name_plural = _("holiday notices")
        ordering = ("-year",)
        permissions = [("enter_notice", _("Can enter the yearly holiday notice"))]

    def __str__(self) -> str:
        return f"{self.year} {self.number}"


class CalendarDay(models.Model):
    """A day that a notice declares free or working; it overrides the library."""

    notice = models.ForeignKey(
        CalendarNotice, on_delete=models.CASCADE, related_name="days", verbose_name=_("holiday notice")
    )
    date = models.DateField(_("date"), unique=True)
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ("date",)

    def __str__(self) -> str:
        return self.date.isoformat()
