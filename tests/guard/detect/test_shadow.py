"""Shadows keep offsets and kinds of characters; shades say less and less."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from guard.detect import shadow as shadow_module
from guard.detect.shadow import Shade, shadow

ODD = "aZ09_ -.@é中Ⅷ\u0301\u0663\uff14\xa0\u2028\x85\u2014\u200b\U0001f600\u212a\u017f\u0130\u0131\x1c\x0b\n"


@given(st.text(st.sampled_from(ODD) | st.characters(blacklist_categories=["Cs"])))
def test_a_shadow_has_a_byte_for_every_code_point(text: str):
    assert len(shadow(text)) == len(text)
    if text.isascii():
        assert shadow(text) == text.encode()


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=1))
def test_a_byte_is_of_the_same_kinds_as_what_it_stands_for(sign: str):
    byte = shadow(sign).decode("latin-1")
    for kind in (r"\d", r"\w", r"\s"):
        assert bool(regex.match(kind, sign)) == bool(regex.match(kind, byte)), (kind, sign)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann 42", b"Ann 42"),
        ("Jos\xe9", b"Jos_"),
        ("\u0664\u0662", b"42"),
        ("\uff14\uff12", b"42"),
        ("a\xa0b", b"a\x0cb"),
        ("a\u2014b", b"a\x80b"),
        ("\u212a", b"k"),
        ("\U0001f600!", b"\x80!"),
    ],
)
def test_shadows(text: str, expected: bytes):
    assert shadow(text) == expected


def test_shades_say_less_and_less():
    seen = shadow("Ab_9 -\xe9")
    assert Shade.FULL.of(seen) == b"Ab_9 -_"
    assert Shade.SMALL.of(seen) == b"ab_0 -_"
    assert Shade.BARE.of(seen) == b"aaa0 -a"


def test_no_text_fills_the_memory_with_what_its_code_points_are():
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000, 7))))
    assert len(shadow(every)) == len(every)
    assert len(shadow_module._BYTES) <= 0x10000
