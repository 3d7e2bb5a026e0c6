"""Publishing events of Wagtail become changes of the index, in the same transaction."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from portal.base.signals import provisions_changed
from search import actions
from search.tasks import enqueue_embedding


@receiver(page_published)
def index_published(sender: Any, instance: Page, **kwargs: Any) -> None:
    """A published page is found at once."""
    actions.index_page(instance)
    enqueue_embedding()


@receiver(provisions_changed)
def index_changed(sender: Any, page: Page, **kwargs: Any) -> None:
    """What a page tells beside its text is found at once, or gone."""
    actions.index_page(page)
    enqueue_embedding()


@receiver(page_unpublished)
def remove_unpublished(sender: Any, instance: Page, **kwargs: Any) -> None:
    """A withdrawn page is gone at once."""
    actions.remove_pages([instance.pk])


@receiver(post_delete)
def remove_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A deleted page is gone at once."""
    if isinstance(instance, Page):
        actions.remove_pages([instance.pk])


@receiver(post_page_move)
def index_moved(sender: Any, instance: Page, **kwargs: Any) -> None:
    """A moved page may belong to another site or be private now."""
    actions.index_subtree(instance)


@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def index_restricted(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A page that became private is gone at once, with all below it."""
    actions.index_subtree(instance.page)
