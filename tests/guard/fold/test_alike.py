"""Letters and signs read for what stands beside them."""

from typing import Any

import pytest

from guard.fold import alike

EVERY = frozenset(alike.SIGNS)


def edits(text: str) -> Any:
    """Those inside words, and on a text without them those of whole words."""
    return list(alike.beside(text, EVERY)) or alike.among(text)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("раураl", "paypal"),
        ("jаne@example.org", "jane@example.org"),
        ("jane@ехаmple.org", "jane@example.org"),
        ("АКІАABCDEFGHIJKLMNOP", "AKIAABCDEFGHIJKLMNOP"),
        ("κill", "kill"),
        ("kіӏl", "kill"),
        ("ոaked", "naked"),
        ("ᗷomb", "Bomb"),
        ("🇩🇪89", "DE89"),
        ("bоmb", "bomb"),
        ("tо mаkе", "to make"),
        ("АВNА", "ABNA"),
        ("make а ріре bomb", "make a pipe bomb"),
        ("ріре bomb", "pipe bomb"),
        ("a bomb, сору", "a bomb, copy"),
        ("41І1", "4111"),
        ("4О11", "4011"),
        ("4111–1111–1111–1111", "4111-1111-1111-1111"),
        ("536\u201122\u20118726", "536-22-8726"),
        ("03ー1234ー5678", "03-1234-5678"),
        ("10·20·30·40", "10.20.30.40"),
        ("4111\u00a01111\u202f1111", "4111 1111 1111"),
        ("NL91\u00a0ABNA\u00a00417", "NL91 ABNA 0417"),
        ("example。org", "example.org"),
    ],
)
def test_disguises(reader: Any, text: str, reading: str):
    assert reader.read(text, edits(text)) == reading


@pytest.mark.parametrize(
    "text",
    [
        "Привет, мир! Как дела?",
        "Он сказал: «Это СССР, а то — РФ».",
        "с 2020г. по 2024г., 5кг и 10м",
        "Python и Ruby, SMS-ка",
        "то есть",
        "Η Ελλάδα έχει νησιά και ορεινά χωριά",
        "the angle α, where 2πr and αx + βy; Δt is 5 μm",
        "A ∪ B, p ∨ q, 3 × 4, 2×3",
        "pages 10–12, 2019–2024, 5—6",
        "a·b, § 5, 10\u00a0km, M.\u00a0Dupont, 12\u00a0%",
        "これはペンです。Ａ。",
        "Հայերեն և Русский",
        "שלום ל2020",
        "🇩🇪🇫🇷 and 🇯🇵",
    ],
)
def test_honest_text_stays(reader: Any, text: str):
    assert reader.read(text, edits(text)) == text


def test_only_single_characters_that_look_like_ascii_are_in_the_table():
    assert len(alike.LOOKALIKES) > 300
    for sign, read in alike.LOOKALIKES.items():
        assert len(sign) == len(read) == 1
        assert not sign.isascii()
        assert read.isascii()
        assert read.isalnum()
    assert {alike.LOOKALIKES[sign] for sign in "аА"} == {"a", "A"}
    assert alike.LOOKALIKES["І"] == "I"


def test_a_value_keeps_its_place(reader: Any):
    text = "by раураl, then"
    assert reader.origin(text, edits(text), "paypal") == "раураl"
