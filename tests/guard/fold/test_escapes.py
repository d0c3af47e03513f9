"""Escapes of single characters."""

from typing import Any

import pytest

from guard.fold import escapes

EVERY = frozenset(escapes.SIGNS)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("jane%40example.org", "jane@example.org"),
        ("jane%2540example.org", "jane@example.org"),
        ("jane%25252540example.org", "jane@example.org"),
        ("caf%C3%A9", "café"),
        ("%F0%9F%98%80", "😀"),
        ("jane%u0040example.org", "jane@example.org"),
        ("jane=40example.org", "jane@example.org"),
        ("=6A=61ne=40example=2Eorg", "jane@example.org"),
        ("Gr=C3=BC=C3=9Fe", "Grüße"),
        ("4111=201111=201111", "4111 1111 1111"),
        ("jane@exam=\r\nple.org", "jane@example.org"),
        ("jane&#64;example&#46;org", "jane@example.org"),
        ("jane&#x40;example.org", "jane@example.org"),
        ("jane&#64example.org", "jane@example.org"),
        ("jane&commat;example&period;org", "jane@example.org"),
        ("jane&amp;#64;example.org", "jane@example.org"),
        ("k&ZeroWidthSpace;ill", "k\u200bill"),
        ("caf&eacute;", "café"),
        (r"jane\u0040example.org", "jane@example.org"),
        (r"jane\\\\u0040example.org", "jane@example.org"),
        (r"jane\u{40}example.org", "jane@example.org"),
        (r"jane\U00000040example.org", "jane@example.org"),
        (r"\x6a\x61ne\x40example.org", "jane@example.org"),
        (r"jane\100example.org", "jane@example.org"),
        (r"\ud83d\ude00", "😀"),
        (r"caf\xc3\xa9", "café"),
    ],
)
def test_escapes_are_read(reader: Any, text: str, reading: str):
    assert reader.read(text, escapes.escapes(text, EVERY)) == reading


@pytest.mark.parametrize(
    "text",
    [
        "100% of it, 50%de, 5%",
        "%C3(",
        "%00 %ff %E2%80",
        "R&amp;D, &lt;b&gt;, &nbsp;, AT&T; &nosuchname;",
        "&#0; &#xd800; &#55555555;",
        r"C:\new\table \n \t \\ \d+ \w",
        r"\x1b[0m \033[1m",
        r"\ud83d alone, \u12",
        r"\U00110000",
        "a=10&b=20",
        '<img width=40 height=20 alt="x">',
        "x == 3D",
        "if a =\n  b",
    ],
)
def test_honest_text_stays(reader: Any, text: str):
    assert reader.read(text, escapes.escapes(text, EVERY)) == text


@pytest.mark.parametrize(
    ("text", "value", "origin"),
    [
        ("to jane%40example.org!", "@", "%40"),
        ("to jane%2540example.org!", "e@e", "e%2540e"),
        ("caf%C3%A9!", "é", "%C3%A9"),
        ("a&commat;b", "@", "&commat;"),
        (r"a\\u0040b", "@", r"\\u0040"),
        (r"x\ud83d\ude00y", "😀", r"\ud83d\ude00"),
        ("exam=\r\nple", "mp", "m=\r\np"),
    ],
)
def test_a_value_keeps_its_place(reader: Any, text: str, value: str, origin: str):
    assert reader.origin(text, escapes.escapes(text, EVERY), value) == origin


def test_only_what_is_asked_for_is_read(reader: Any):
    assert reader.read("%40&#64;", escapes.escapes("%40&#64;", frozenset(("percent",)))) == "@&#64;"
