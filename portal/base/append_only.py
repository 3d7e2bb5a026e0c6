"""Logs: rows that are written once, and neither changed nor deleted afterwards."""

from typing import Any, ClassVar, NoReturn

from django.db import models


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads of a log; whatever would change or delete its rows is refused.

    Django itself goes past it (`_base_manager`) when what a row points to is deleted: `on_delete` says
    what then happens to the row.
    """

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"{self.model.__name__} is a log: its rows are never changed.")

    def delete(self) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"{self.model.__name__} is a log: its rows are never deleted.")

    def bulk_create(self, objs: Any, *args: Any, update_conflicts: bool = False, **kwargs: Any) -> list[Any]:
        """Write many rows at once.

        Raises:
            TypeError: rows that exist already were to be changed.
        """
        if update_conflicts:
            self.update()
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnly(models.Model):
    """A row of a log."""

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row once.

        Raises:
            TypeError: the row was already written.
        """
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is a log: its rows are never changed.")
        # A row with the key of another must not overwrite it.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"{type(self).__name__} is a log: its rows are never deleted.")
