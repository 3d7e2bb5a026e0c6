"""Query codes are hard to guess, easy to type and never stored."""

import unicodedata

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from interaction.cases.codes import (
    ALPHABET,
    LENGTH,
    group_code,
    hash_code,
    is_code,
    new_query_code,
    normalise_code,
)

codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_code_has_at_least_60_random_bits() -> None:
    assert len(ALPHABET) ** LENGTH >= 2**60
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)


def test_new_codes_are_grouped_and_differ() -> None:
    drawn = {new_query_code() for _draw in range(200)}
    assert len(drawn) == 200
    assert all([len(group) for group in code.split("-")] == [4, 4, 4, 4] for code in drawn)


@given(codes, st.data())
def test_code_is_accepted_as_people_type_it(code: str, data: st.DataObject) -> None:
    typed = "".join(
        data.draw(st.sampled_from([symbol, symbol.lower(), chr(ord(symbol) + 0xFEE0)]))
        + data.draw(st.sampled_from(["", "-", " ", "－", "\u3000", "—"]))
        for symbol in code
    )
    assert normalise_code(typed) == code
    assert is_code(typed, hash_code(group_code(code)))


@given(codes, codes)
def test_other_code_is_refused(code: str, other: str) -> None:
    assert is_code(other, hash_code(code)) is (code == other)


@given(st.text(max_size=200))
def test_anything_typed_is_only_wrong(text: str) -> None:
    same = normalise_code(text) == normalise_code("7KQ4")
    assert is_code(text, hash_code("7KQ4")) is same
    assert normalise_code(unicodedata.normalize("NFKC", text)) == normalise_code(text)


def test_hash_does_not_hold_the_code_and_depends_on_the_secret() -> None:
    code = new_query_code()
    assert normalise_code(code) not in hash_code(code).upper()
    assert hash_code(code, "one") != hash_code(code, "two")


@pytest.mark.parametrize("fallbacks", [["old"], ["other", "old"]])
def test_code_survives_a_new_secret_key(fallbacks: list[str]) -> None:
    code = new_query_code()
    stored = hash_code(code, "old")
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=fallbacks):
        assert is_code(code, stored)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
        assert not is_code(code, stored)
