"""What staff say in public is held back once when it leads to one person."""

import pytest

from interaction.moderation.texts import PERSONAL_DATA, clean_public_text
from portal.base.errors import Invalid


@pytest.mark.parametrize(
    "text",
    [
        "请联系13812345678",
        "身份证号110101199003078515",
        "邮箱 zhangsan@example.com",
        "手机：１３８１２３４５６７８",
    ],
)
def test_private_numbers_are_held_back_and_said_when_meant(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_public_text(text, 100)
    assert (refusal.value.code, refusal.value.field) == (PERSONAL_DATA, "text")
    assert clean_public_text(text, 100, confirmed=True) == text


@pytest.mark.parametrize(
    "text",
    ["请拨打12345热线。", "咨询电话：0571-88886666。", "投诉 400-820-1234", "2026年10月1日起，每月100元。"],
)
def test_what_offices_give_to_everybody_is_said_at_once(text: str) -> None:
    assert clean_public_text(text, 100) == text


@pytest.mark.parametrize("text", ["", " \n ", "长" * 101])
def test_nothing_and_too_much_are_refused_also_when_confirmed(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_public_text(text, 100, field="alt", confirmed=True)
    assert refusal.value.field == "alt"
