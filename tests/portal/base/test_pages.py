"""What every page has: a form that does not change by being opened, and a slug that can be read aloud."""

from typing import Any

import pytest

from portal.content.models import ArticlePage, InterpretationPage, PolicyPage
from tests.factories import SectionPageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [PolicyPage, InterpretationPage, ArticlePage])
def test_form_compares_with_the_page_not_with_a_hidden_copy(model: Any, admin_user: Any) -> None:
    form = model.get_edit_handler().get_form_class()(instance=model(), for_user=admin_user)
    assert [name for name, field in form.fields.items() if field.show_hidden_initial] == []


def test_chinese_title_becomes_a_pinyin_slug_once_per_section() -> None:
    section = SectionPageFactory()
    pages = [section.add_child(instance=ArticlePage(title="信鸽饲养")) for _ in range(2)]
    assert [page.slug for page in pages] == ["xin-ge-si-yang", "xin-ge-si-yang-2"]
