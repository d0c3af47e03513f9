"""Where a growing text is cut: the same places for any pieces, everything once, and bounds on what waits."""

import itertools
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.segments import BEFORE, ENDLESS, FAR, FIRST, LONG, NEAR, Cutting, Segments

SENTENCES = Cutting()
HOLDS = [SENTENCES, Cutting(window=16), Cutting(window=200), Cutting(reach=60), Cutting(whole=True)]
SOON = "This is a plain sentence that leaves first. "
PLAIN = "This is a plain sentence that is long enough to leave alone, " + "on and on " * 10 + "as it goes. "
AFTER = "And so it goes on with more and more words after it"


def cut(pieces: Iterable[str], cutting: Cutting = SENTENCES) -> list[tuple[str, str, int]]:
    """Feed pieces; give of each stretch its text, what stands around it, and where in the text it begins."""
    segments = Segments(cutting)
    made = []
    for piece in (*pieces, None):
        if piece is None:
            segments.close()
        else:
            segments.add(piece)
        while (each := segments.next()) is not None:
            made.append((each.value[each.low : each.high], each.value, each.at + each.low))
            segments.take(each.high)
    return made


def stretches(text: str, cutting: Cutting = SENTENCES) -> list[str]:
    return [stretch for stretch, _, _ in cut([text], cutting)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("short", ["short"]),
        (PLAIN + AFTER, [PLAIN, AFTER]),
        (PLAIN * 2 + AFTER, [PLAIN, PLAIN, AFTER]),
        (SOON + AFTER, [SOON, AFTER]),
        ("Oh. " + SOON + AFTER, ["Oh. " + SOON, AFTER]),
        (SOON + "Oh. " + PLAIN + AFTER, [SOON, "Oh. " + PLAIN, AFTER]),
        (SOON * 5 + AFTER, [SOON, SOON * 4, AFTER]),
        (PLAIN.replace(". ", '."\n\n ') + AFTER, [PLAIN.replace(". ", '."\n\n '), AFTER]),
        (PLAIN[:-2] + "! " + AFTER, [PLAIN[:-2] + "! ", AFTER]),
        (PLAIN[:-2] + "\n" + AFTER, [PLAIN[:-2] + "\n", AFTER]),
        ("漢" * FIRST + "。" + "字" * NEAR, ["漢" * FIRST + "。", "字" * NEAR]),
    ],
)
def test_sentences_leave_one_by_one(text: str, expected: list[str]) -> None:
    assert stretches(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN + "x" * (NEAR - 1),
        "Too short. " + AFTER,
        "漢" * (FIRST - 2) + "。" + "字" * NEAR,
        "This one has a number in it, as no. 12 or +1 415. 555 do. " + AFTER,
        "The full stop is behind a digit here, it is number 1234. " + "x" * (FAR - 1),
        "One word " * 50,
    ],
)
def test_what_may_go_on_is_not_cut(text: str) -> None:
    assert stretches(text) == [text]


def test_a_sentence_of_plain_words_needs_little_behind_it() -> None:
    assert cut([PLAIN, "x" * NEAR])[0][:2] == (PLAIN, PLAIN + "x" * NEAR)


@pytest.mark.parametrize("odd", ["call 12 now", "a <b> c", "x_y z", "jane@example", "one -- two", "A. Bee"])
def test_a_restless_sentence_needs_more_behind_it(odd: str) -> None:
    text = f"{PLAIN[:-2]} {odd} end. " if odd != "A. Bee" else f"{PLAIN[:-2]} says Ann B. "
    assert stretches(text + "x" * (FAR - 1)) == [text + "x" * (FAR - 1)]
    assert stretches(text + "x" * FAR) == [text, "x" * FAR]


def test_spaces_behind_do_not_count() -> None:
    text = PLAIN + "x " * (NEAR - 1)
    assert stretches(text) == [text]
    assert stretches(text + "x") == [PLAIN, "x " * (NEAR - 1) + "x"]


def test_many_spaces_behind_are_not_followed_for_ever() -> None:
    assert stretches(f"{PLAIN}x{' ' * 16 * NEAR}")[0] == PLAIN


def test_without_a_sentence_any_space_will_do() -> None:
    text = "word " * 400
    assert max(map(len, stretches(text))) <= LONG + len("word ") + FAR
    assert all(each.endswith(" ") for each in stretches(text))


def test_without_a_space_the_text_is_cut_anywhere() -> None:
    assert [len(each) for each in stretches("x" * 20_000)] == [ENDLESS, ENDLESS, 20_000 - 2 * ENDLESS]


@pytest.mark.parametrize("window", [16, 40, 200])
def test_a_window_holds_that_much(window: int) -> None:
    segments = Segments(Cutting(window=window))
    out, most = 0, 0
    for at, letter in enumerate("word " * 200, start=1):
        segments.add(letter)
        while (each := segments.next()) is not None:
            assert len(each.value) - each.high >= window
            out += each.high - each.low
            segments.take(each.high)
        most = max(most, at - out)
    assert window < most < 3 * window + 2 * NEAR


def test_nothing_leaves_of_a_whole_before_its_end() -> None:
    segments = Segments(Cutting(whole=True))
    segments.add(PLAIN * 100)
    assert segments.next() is None
    segments.close()
    made = segments.next()
    assert made is not None
    assert (made.low, made.high, made.at) == (0, len(PLAIN) * 100, 0)


def test_what_must_stay_whole_is_not_cut() -> None:
    def uncut(text: str, end: int) -> int:
        low, high = text.find("<<"), text.find(">>") + 2
        return low if 0 <= low < end < high else end

    text = f"{PLAIN}a <<\n{PLAIN}\n>> " + PLAIN * 3
    assert "a <<\n" in stretches(text)[1]
    assert stretches(text, Cutting(uncut=uncut))[:3] == [PLAIN, "a ", f"<<\n{PLAIN}\n>> {PLAIN}"]


def test_a_stretch_is_seen_with_what_stands_before_it() -> None:
    *_, (stretch, value, at) = cut([PLAIN * 20])
    assert value.endswith(stretch)
    before = value.removesuffix(stretch)
    assert BEFORE // 4 <= len(before) <= BEFORE
    assert before.startswith("This is a plain sentence")
    assert (PLAIN * 20)[at:] == stretch


def test_without_a_sentence_before_it_a_stretch_is_seen_with_so_much() -> None:
    *_, (stretch, value, _) = cut(["word " * 400])
    assert len(value) - len(stretch) == BEFORE


def test_what_was_not_taken_is_tried_again_with_more() -> None:
    segments = Segments(SENTENCES)
    segments.add(PLAIN * 2 + AFTER)
    ends = []
    for _ in range(2):
        made = segments.next()
        assert made is not None
        assert made.low == 0
        ends.append(made.high)
        segments.take(0)
    assert ends == [len(PLAIN), 2 * len(PLAIN)]


def test_what_goes_on_for_long_is_tried_ever_more_rarely() -> None:
    segments = Segments(SENTENCES)
    read = tries = 0
    for _ in range(4000):
        segments.add("word " * 5)
        while (made := segments.next()) is not None:
            read += len(made.value)
            tries += 1
            segments.take(made.low)
    assert tries < 30
    assert read < 4 * 100_000


def test_no_repr_holds_text() -> None:
    segments = Segments(SENTENCES)
    segments.add(PLAIN * 2)
    assert "plain" not in repr(segments.next())


PARTS = [
    PLAIN, "word ", "x", " ", "\n", "\n\n", ". ", "12. ", "Dr. ", "漢字。", "jane@example.org ", '."', "  \n", "!",
    "x" * 300, "y " * 120, "\u0301", "…",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=30).map("".join),
    st.text(max_size=200),
    st.text(" .x\n", max_size=900),
)


@pytest.mark.parametrize("cutting", HOLDS, ids=str)
@settings(deadline=None, max_examples=60)
@given(text=TEXTS, cuts=st.lists(st.integers(0, 4000), max_size=30))
def test_any_pieces_give_the_same_cuts(cutting: Cutting, text: str, cuts: list[int]) -> None:
    edges = sorted({0, len(text), *(at % (len(text) + 1) for at in cuts)})
    whole = cut([text], cutting)
    assert cut([text[low:high] for low, high in itertools.pairwise(edges)], cutting) == whole
    assert "".join(stretch for stretch, _, _ in whole) == text
    assert all(stretch for stretch, _, _ in whole)


@settings(deadline=None, max_examples=20)
@given(text=TEXTS)
def test_letter_by_letter_gives_the_same_cuts(text: str) -> None:
    assert cut(text) == cut([text])


def waits(step: Callable[[int], int], text: str) -> list[tuple[str, int]]:
    """Feed a text; of each stretch tell where in the text it begins, where a part of it may be left."""
    segments = Segments(SENTENCES)
    made = []
    for letter in (*text, ""):
        if letter:
            segments.add(letter)
        else:
            segments.close()
        while (each := segments.next()) is not None:
            upto = each.high if not letter else max(each.low, min(each.high, step(each.high)))
            made.append((each.value[each.low : upto], each.at + each.low))
            segments.take(upto)
    return made


@settings(deadline=None, max_examples=40)
@given(text=TEXTS, less=st.integers(0, 90))
def test_everything_is_given_once_if_stretches_end_earlier(text: str, less: int) -> None:
    made = waits(lambda high: high - less, text)
    assert "".join(stretch for stretch, _ in made) == text
    assert all(text[at : at + len(stretch)] == stretch for stretch, at in made)
