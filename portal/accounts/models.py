"""The user of the portal's back office."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff; citizens need no account."""

    department = models.ForeignKey(
        "base.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staff",
        verbose_name=_("department"),
    )

    def __str__(self) -> str:
        return self.get_full_name() or self.username
