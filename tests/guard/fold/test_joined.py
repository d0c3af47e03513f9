"""Characters written apart, and addresses written out."""

from typing import Any

import pytest

from guard.fold import joined


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("4 1 1 1 - 1 1 1 1 - 1 1 1 1 - 1 1 1 1", "4111-1111-1111-1111"),
        ("4 1 1 1  1 1 1 1  1 1 1 1  1 1 1 1", "4111 1111 1111 1111"),
        ("4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", "4111111111111111"),
        ("4-1-1-1 1-1-1-1 1-1-1-1 1-1-1-1", "4111 1111 1111 1111"),
        ("4|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1", "4111111111111111"),
        ("k, i, l, l", "kill"),
        ("5 3 6 - 2 2 - 8 7 2 6", "536-22-8726"),
        ("j a n e @ e x a m p l e . o r g", "jane@example.org"),
        ("j-a-n-e-@-e-x-a-m-p-l-e-.-o-r-g", "jane@example.org"),
        ("k i l l  y o u r s e l f", "kill yourself"),
        ("k.i.l.l y.o.u.r.s.e.l.f", "kill yourself"),
        ("k_i_l_l", "kill"),
        ("(k*i*l*l)", "(kill)"),
        ("A.K.I.A.A.B.C.D.E.F.G.H.I.J.K.L.M.N.O.P", "AKIAABCDEFGHIJKLMNOP"),
    ],
)
def test_what_is_written_apart(reader: Any, text: str, reading: str):
    assert reader.read(text, joined.runs(text)) == reading


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3 4 5 6 7 8 9",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11",
        "a b c d e f g",
        "A, B, C or D",
        "[0,3,2,1,3,5,7,4,5,5,5,2]",
        "search([1, 2, 2, 3, 3, 3, 4, 4, 4])",
        "x = a + b - c * d / e",
        "1.2.3.4 and 10.0.0.1",
        "5 0 3 2",
        "7 1 3\n2 9 4\n8 6 5",
        "e.g. i.e. p.m. U.S.",
        "12 34 56 78 90 12 34",
        "I, a, b and c",
        "J. R. R. Tolkien",
        "s-s-n",
        "plain words in a row",
    ],
)
def test_lists_and_tables_stay(reader: Any, text: str):
    assert reader.read(text, joined.runs(text)) == text


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("jane at example dot org", "jane@example.org"),
        ("jane AT example DOT org", "jane@example.org"),
        ("jane [at] example [dot] org", "jane@example.org"),
        ("jane(at)example(dot)org", "jane@example.org"),
        ("jane {at} example {dot} org", "jane@example.org"),
        ("jane <at> mail.example.org", "jane@mail.example.org"),
        ("jane[@]example.org", "jane@example.org"),
        ("jane @ example . org", "jane@example.org"),
        ("jane@example .org", "jane@example.org"),
        ("jane @example.org", "jane@example.org"),
        ("jane @example. com. au", "jane@example.com.au"),
        ("jane.doe at mail dot example dot co dot uk", "jane.doe@mail.example.co.uk"),
        ("jane dot doe at example dot org", "jane.doe@example.org"),
        ("mail jane@example dot org!", "mail jane@example.org!"),
    ],
)
def test_addresses_written_out(reader: Any, text: str, reading: str):
    assert reader.read(text, joined.spelt(text)) == reading


@pytest.mark.parametrize(
    "text",
    [
        "jane@example.org",
        "look at example.org",
        "we arrived at the dot com boom",
        "look at the dot on the map",
        "meet at noon",
        "a dot at the end",
        "at 5 p.m. sharp",
        "f(at) = b",
        "(at) the (dot)",
        "@jane see you",
        "git@github",
        "thanks @janedoe. See you",
    ],
)
def test_other_words_stay(reader: Any, text: str):
    assert reader.read(text, joined.spelt(text)) == text


def test_a_value_keeps_its_place(reader: Any):
    text = "is j a n e @ e x a m p l e . o r g, he said"
    assert reader.origin(text, joined.runs(text), "jane@example.org") == text[3:34]
    text = "write jane [at] example [dot] org today"
    assert reader.origin(text, joined.spelt(text), "jane@example.org") == text[6:33]
