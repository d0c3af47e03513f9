"""All readings of a text together: which there are, where they come from, and that windows agree."""

import base64
import gc
import hashlib
import time
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import fold as package
from guard.fold import REACH, How, View, fold, runs

CARD = "4111 1111 1111 1111"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def noise(size: int) -> bytes:
    return hashlib.shake_128(b"noise").digest(size)


def readings(text: str) -> list[tuple[str, str]]:
    return [(view.how.value, view.text) for view in fold(text).views]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("card ４１１１", [("folded", "card 4111")]),
        ("see %6Aane", [("decoded", "see jane")]),
        ("k.i.l.l it", [("joined", "kill it")]),
        ("b0mb", [("leet", "bomb")]),
        ("k1ll", [("leet", "kill"), ("leet", "klll")]),
        ("％6Aane", [("folded", "%6Aane"), ("decoded", "jane")]),
        ("%EF%BC%94%EF%BC%91", [("decoded", "41")]),
        (b64(b64(CARD)), [("decoded", b64(CARD)), ("decoded", CARD)]),
        (b64("caf%C3%A9 at noon"), [("decoded", "caf%C3%A9 at noon"), ("decoded", "café at noon")]),
        ("hi\U000e0053\U000e0053\U000e004e", [("folded", "hi"), ("decoded", "hi\nSSN\n")]),
        ("４ １ １ １ １ １ １ １ １", [("folded", "4 1 1 1 1 1 1 1 1"), ("joined", "411111111")]),
        ("\\u006b 1 2 3 4 5 6 7 8", [("decoded", "k 1 2 3 4 5 6 7 8"), ("joined", "k12345678")]),
        ("ｂ0mb", [("folded", "b0mb"), ("leet", "bomb")]),
    ],
)
def test_readings_are_built_on_each_other(text: str, found: list[tuple[str, str]]):
    assert readings(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words, and a number: 4111 1111 1111 1111.",
        "naïve “quotes” — and so on… ½ ™",
        "Привет, как дела? Отчёт за 2024г. готов.",
        "Η Ελλάδα",
        "می\u200cخواهم",
        "👩\u200d💻 ❤️ 🏳️\u200d🌈",
        "∑ x ≤ 3, f(α) = 2πr",
        "R&amp;D is at 100% of 20% &lt;b&gt;",
        'printf("%d%s\\n\\t", x); s = "C:\\new";',
        "commit d670460b4b4aece5915caf5c68d12f560a9fe3e4",
        "id 550e8400-e29b-41d4-a716-446655440000",
        "1 2 3 4 5 6 7 8 9 and a b c d e f g",
        "https://example.org/en/latest/reference/index.html?page=20&q=x",
        "jane@example.org, mp3 10th covid19",
        "data:image/png;base64," + base64.b64encode(noise(4000)).decode(),
        "日本語（東京）、二〇二四年",
    ],
)
def test_honest_text_has_no_further_reading(text: str):
    assert fold(text) == package.Fold()


def test_full_width_japanese_is_read_and_stays_japanese():
    assert readings("ＡＢＣ株式会社（東京）") == [("folded", "ABC株式会社（東京）")]


def test_lone_surrogates_do_no_harm():
    assert readings("\ud83d ４") == [("folded", "\ufffd 4")]


def test_what_lies_deeper_is_told():
    assert not fold(b64(b64(CARD))).truncated
    assert fold(b64(b64(b64(CARD)))).truncated


def test_what_is_too_long_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runs, "LONGEST", 400)
    assert not fold("x " + b64("text " * 50)).truncated
    assert fold("x " + b64("text " * 100)).truncated
    assert not fold("x " + base64.b64encode(noise(900)).decode()).truncated


def test_no_text_in_the_repr():
    assert "zelda" not in repr(fold("zelda%40example.org ｚelda")).lower()


@pytest.mark.parametrize(
    ("text", "value", "origin"),
    [
        (f"pay {b64('card ' + CARD)} now", CARD, b64("card " + CARD)[4:]),
        ("to ｊane%40example.org!", "jane@example.org", "ｊane%40example.org"),
        (f"x {b64(b64('my card is ' + CARD))} y", CARD, None),
        (
            "is 4 1 1 1 - 1 1 1 1 - 1 1 1 1 - 1 1 1 1.",
            "4111-1111-1111-1111",
            "4 1 1 1 - 1 1 1 1 - 1 1 1 1 - 1 1 1 1",
        ),
    ],
)
def test_a_value_is_placed_through_all_layers(text: str, value: str, origin: str | None):
    view = next(view for view in reversed(fold(text).views) if value in view.text)
    start, end = view.span(view.text.index(value), view.text.index(value) + len(value))
    if origin is None:
        assert text[:2] + text[-2:] == "x  y"
        assert 2 <= start < end <= len(text) - 2
        assert end - start > len(value)
    else:
        assert text[start:end] == origin


SNIPPETS = (
    "plain words here",
    "Привет мир",
    "раураl",
    "а ріре bomb",
    "４１１１",
    "4\u200b1\u00ad1",
    "4111–1111–1111",
    "j a n e @ e x a m p l e . o r g",
    "4.1.1.1.1.1.1.1.1",
    "1 2 3 4 5 6 7 8 9",
    "jane at example dot org",
    "jane [at] example [dot] org",
    "%6Aane%2540",
    "=6A=61ne=40x=2E",
    "&#64; R&amp;D",
    "\\u0040\\x41",
    b64("some text, 12345"),
    b"text of bytes".hex(),
    b"text of bytes".hex(" "),
    "می\u200cخواهم",
    "👩\u200d💻",
    "a\U000e0041\U000e0042",
    "x = a + b - c",
    "5кг и ½",
)


class Read(NamedTuple):
    """A code point of a reading and where it comes from."""

    start: int
    end: int
    sign: str


def last(text: str) -> list[Read]:
    views = [view for view in fold(text).views if view.how is not How.LEET]
    view = views[-1] if views else View(text)
    return [Read(*view.span(at, at + 1), sign) for at, sign in enumerate(view.text)]


@given(st.lists(st.sampled_from(SNIPPETS), min_size=30, max_size=90), st.data())
@settings(max_examples=30, deadline=None)
def test_a_window_reads_as_the_whole_does(parts: list[str], data: st.DataObject):
    pieces = [part + data.draw(st.sampled_from((" and ", ", ", "\n", ". "))) for part in parts]
    text = "".join(pieces)
    # Windows are cut between pieces: an encoded run is seen whole or not at all.
    ends = [0]
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    low = data.draw(st.sampled_from(ends[: len(ends) // 3]))
    high = data.draw(st.sampled_from(ends[2 * len(ends) // 3 :]))
    inside = [
        (read.start, read.end, read.sign)
        for read in last(text)
        if read.start >= low + REACH and read.end <= high - REACH
    ]
    window = [
        (low + read.start, low + read.end, read.sign)
        for read in last(text[low:high])
        if read.start >= REACH and read.end <= high - low - REACH
    ]
    assert window == inside


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_and_mapped(text: str):
    for view in fold(text).views:
        ends = (0, 0)
        for at in range(len(view.text)):
            span = view.span(at, at + 1)
            assert 0 <= span[0] < span[1] <= len(text)
            assert ends <= span
            ends = span


@given(st.text(st.sampled_from("%25=40&#;\\ux41jan e.@-\n４а\u200b\u0301кab0AQ"), max_size=120))
@settings(max_examples=300, deadline=None)
def test_texts_full_of_signs_are_read_and_mapped(text: str):
    found = fold(text)
    assert found == fold(text)
    for view in found.views:
        assert view.text != text
        whole = view.span(0, len(view.text)) if view.text else (0, 0)
        assert whole[1] <= len(text)


HOSTILE = {
    "backslashes": "\\" * 60_000,
    "percents": "%25" * 20_000,
    "ampersands": "&amp;" * 12_000,
    "spaced": "4 " * 30_000,
    "marks": "a" + "\u0316\u0301" * 30_000,
    "zero-width": "\u200b" * 60_000,
    "lookalikes": "а" * 60_000,
    "lookalike words": "аа " * 20_000,
    "digits": "4–" * 30_000,
    "hex": "61" * 30_000,
    "hex pairs": "61 " * 20_000,
    "base64": "QUJD" * 15_000,
    "base64 words": "QUJDREVGR0hJSktM " * 3_500,
    "at": "a at " * 12_000,
    "dots": "a@b." * 15_000,
    "dot words": "a at b dot " * 5_500,
    "leet": "k1" * 30_000,
    "tags": "\U000e0041" * 60_000,
    "line ends": ("QUJD" * 15 + "\n") * 1_000,
    "soft breaks": "a=\n" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_costs_more_than_its_length(name: str):
    text = HOSTILE[name]
    # Four times the text: about four times the cost; a square would be sixteen. The least of some
    # rounds, without the collector, whose cost is that of everything the other tests have left.
    assert least(text) < 10 * least(text[: len(text) // 4]) + 0.2


def least(text: str) -> float:
    spent = []
    gc.disable()
    try:
        for _ in range(3):
            started = time.process_time()
            fold(text)
            spent.append(time.process_time() - started)
    finally:
        gc.enable()
    return min(spent)
