"""JSON in a string as it comes: leaves and what is between them, whole, cut off or broken, for any pieces."""

import itertools
import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.wire.document import Document, LeafKind
from guard.wire.jsonstream import (
    MAX_DEPTH,
    MAX_INNER,
    MAX_NUMBER,
    STEP,
    Begin,
    Between,
    End,
    JsonReader,
    Piece,
    document,
    structured,
)
from guard.wire.jsontext import plain, read

Leaf = tuple[str, LeafKind, str, End | None]


def leaves(*pieces: str) -> list[Leaf]:
    """Read a text in pieces; give of each leaf its pointer, its kind, what it says and how it ended."""
    reader = JsonReader()
    items = [item for piece in pieces for item in reader.feed(piece)] + reader.feed("", last=True)
    made: list[Leaf] = []
    for item in items:
        if isinstance(item, Begin):
            made.append((item.pointer, item.kind, "", None))
        elif isinstance(item, Piece):
            pointer, kind, said, end = made[-1]
            assert end is None
            made[-1] = (pointer, kind, said + item.value, None)
        elif isinstance(item, End):
            made[-1] = (*made[-1][:3], item)
    return made


def raw(*pieces: str) -> str:
    reader = JsonReader()
    items = [item for piece in pieces for item in reader.feed(piece)] + reader.feed("", last=True)
    return "".join(item.raw for item in items if isinstance(item, Between | Piece))


STRING, KEY, NUMBER, PLAIN = LeafKind.STRING, LeafKind.KEY, LeafKind.NUMBER, LeafKind.PLAIN
WHOLE, CUT = End.WHOLE, End.CUT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", []),
        ("[]", []),
        (" \n[ ] ", []),
        ("[1, -2.5, 1e9, true, false, null, NaN, Infinity, -Infinity]", []),
        ('["x"]', [("/0", STRING, "x", WHOLE)]),
        ('[["x"], "y"]', [("/0/0", STRING, "x", WHOLE), ("/1", STRING, "y", WHOLE)]),
        ('{"a": "x"}', [("/", KEY, "a", WHOLE), ("/a", STRING, "x", WHOLE)]),
        ('{"a/b~": ""}', [("/", KEY, "a/b~", WHOLE), ("/a~1b~0", STRING, "", WHOLE)]),
        (
            '{"a": [{}, {"b": 1234567}]}',
            [("/", KEY, "a", WHOLE), ("/a/1/", KEY, "b", WHOLE), ("/a/1/b", NUMBER, "1234567", WHOLE)],
        ),
        ('"x"', [("", STRING, "x", WHOLE)]),
        ("1234567", [("", NUMBER, "1234567", WHOLE)]),
        ("[123456, -1234567]", [("/1", NUMBER, "-1234567", WHOLE)]),
        (
            "[1234567.5, 12345678e3]",
            [("/0", NUMBER, "1234567.5", WHOLE), ("/1", NUMBER, "12345678e3", WHOLE)],
        ),
    ],
)
def test_what_is_json_is_read(text: str, expected: list[Leaf]) -> None:
    assert leaves(text) == expected
    assert leaves(*text) == expected
    assert raw(*text) == text


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (r"\"\\\/\b\f\n\r\t", '"\\/\b\f\n\r\t'),
        (r"\u0041\u00e9\uD83D\uDE00", "Aé😀"),
        (r"\ud83d", "\ud83d"),
        (r"\ude00\ud83d", "\ude00\ud83d"),
        (r"\ud83dx", "\ud83dx"),
        (r"\ud83d\n", "\ud83d\n"),
        (r"\ud83d\ud83d\ude00", "\ud83d😀"),
        (r"\ud83d\u0041", "\ud83dA"),
        ("line\nbreak\t", "line\nbreak\t"),
        (r"\x41\'", r"\x41\'"),
        (r"\u00g1\u12", r"\u00g1\u12"),
        ("é😀", "é😀"),
    ],
)
def test_escapes_say_what_they_stand_for_and_what_is_none_is_text(inside: str, said: str) -> None:
    text = f'["{inside}"]'
    assert leaves(text) == [("/0", STRING, said, WHOLE)]
    assert leaves(*text) == leaves(text)
    assert raw(*text) == text


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ('["x', ("/0", STRING, "x", CUT)),
        ('["', ("/0", STRING, "", CUT)),
        ('["x\\', ("/0", STRING, "x\\", CUT)),
        ('["x\\u00', ("/0", STRING, "x\\u00", CUT)),
        ('["x\\ud83d', ("/0", STRING, "x\ud83d", CUT)),
        ('["x\\ud83d\\u', ("/0", STRING, "x\ud83d\\u", CUT)),
        ('{"na', ("/", KEY, "na", CUT)),
        ('{"a": "x", "b": "y', ("/b", STRING, "y", CUT)),
        ('{"a": 1234567', ("/a", NUMBER, "1234567", WHOLE)),
    ],
)
def test_what_is_cut_off_is_read_to_its_end(text: str, last: Leaf) -> None:
    assert leaves(text)[-1] == last
    assert leaves(*text) == leaves(text)
    assert raw(*text) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("plain", "plain"),
        ("[x]", "[x]"),
        ('["a" "b"]', ' "b"]'),
        ('["a"] and more', "] and more"),
        ("[1,]", "[1,]"),
        ('{"a" 1}', " 1}"),
        ("{1: 2}", "{1: 2}"),
        ("{'a': 1}", "{'a': 1}"),
        ('{"a": }', ": }"),
        ("[01]", "[01]"),
        ("[1.]", "[1.]"),
        ("[truth]", "[truth]"),
        ("[}", "[}"),
        ('{"a": 1]', ": 1]"),
        ("]", "]"),
        ("[" + "1" * (MAX_NUMBER + 1) + "]", "[" + "1" * (MAX_NUMBER + 1) + "]"),
        ("[" * (MAX_DEPTH + 1), "[" * (MAX_DEPTH + 1)),
    ],
)
def test_where_it_breaks_the_rest_is_one_plain_text(text: str, rest: str) -> None:
    pointer, kind, said, end = leaves(text)[-1]
    assert (pointer, kind, end) == ("", PLAIN, CUT)
    assert said.lstrip('"') == rest
    assert leaves(*text) == leaves(text)
    assert raw(*text) == text


def test_as_deep_as_allowed_is_json() -> None:
    text = "[" * MAX_DEPTH + '"x"' + "]" * MAX_DEPTH
    assert leaves(text) == [("/0" * MAX_DEPTH, STRING, "x", WHOLE)]


def test_a_long_name_is_read_whole_and_kept_short_in_pointers() -> None:
    name = "n" * 1000
    assert leaves(f'{{"{name}": {{"a": "x"}}}}') == [
        ("/", KEY, name, WHOLE),
        (f"/{name[:STEP]}/", KEY, "a", WHOLE),
        (f"/{name[:STEP]}/a", STRING, "x", WHOLE),
    ]


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("{", True),
        (" \r\n\t[", True),
        ("", False),
        (" ", False),
        ("x{", False),
        ('"{', False),
        ("\u00a0{", False),
    ],
)
def test_what_may_be_json(text: str, *, may_be: bool) -> None:
    assert structured(text) is may_be


def values(made: Document) -> list[str]:
    return [text.value for text in made.texts()]


@pytest.mark.parametrize(
    ("text", "old", "put"),
    [
        ('{"a": "x"}', ["a", "x"], '{"N0": "N1"}'),
        ('{"a": "x', ["a", "x"], '{"N0": "N1'),
        ('{"a": 1234567}', ["a", "1234567"], '{"N0": "N1"}'),
        ('["x"] rest', ["x", "] rest"], '["N0"N1'),
        ('["", "x"]', ["x"], '["", "N0"]'),
        ('["[\\"x\\"]"]', ["x"], '["[\\"N0\\"]"]'),
        ('["{\\"x', ["x"], '["{\\"N0'),
        ('["\\ud83d"]', ["\ufffd"], '["N0"]'),
    ],
)
def test_a_document_is_its_texts_and_takes_new_ones(text: str, old: list[str], put: str) -> None:
    made = document(text, 1)
    assert values(made) == old
    assert made.put(old) == text
    assert made.put([f"N{at}" for at, _ in enumerate(old)]) == put


def test_strings_in_strings_are_read_as_deep_as_allowed() -> None:
    text = '["x"]'
    for _ in range(MAX_INNER + 2):
        text = json.dumps([text])
    (value,) = values(document(text, 1))
    assert value.startswith("[")
    assert json.loads(json.loads(json.loads(value)[0])[0]) == ["x"]


def test_no_repr_holds_text() -> None:
    for item in JsonReader().feed('{"jane": "jane", "n": 5550132') + JsonReader().feed("jane"):
        assert "jane" not in repr(item)
    assert "jane" not in repr(document('["jane"]', 1))


JSON = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(-(10**12), 10**12), st.floats(), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=4), inner, max_size=4),
        inner.map(json.dumps),
    ),
    max_leaves=12,
)
VALID = st.builds(
    lambda value, indent, ascii_only: json.dumps(value, indent=indent, ensure_ascii=ascii_only),
    st.one_of(st.lists(JSON, max_size=4), st.dictionaries(st.text(max_size=4), JSON, max_size=4)),
    st.sampled_from([None, 1]),
    st.booleans(),
)
SIGNS = st.text('{}[]",:\\u0dn1eEtrue8cé😀 \n.-+\ud83d', max_size=40)
ANY = st.one_of(
    VALID, SIGNS, st.builds(lambda text, at, more: text[:at] + more, VALID, st.integers(0, 60), SIGNS)
)


def cut(text: str, cuts: Iterable[int]) -> list[str]:
    edges = sorted({0, len(text), *(at % (len(text) + 1) for at in cuts)})
    return [text[low:high] for low, high in itertools.pairwise(edges)]


@settings(deadline=None, max_examples=300)
@given(text=ANY, cuts=st.lists(st.integers(0, 400), max_size=12))
def test_any_pieces_give_the_same(text: str, cuts: list[int]) -> None:
    assert leaves(*cut(text, cuts)) == leaves(text) == leaves(*text)
    assert raw(*cut(text, cuts)) == text


@settings(deadline=None, max_examples=200)
@given(text=ANY)
def test_a_document_that_does_not_change_is_the_same_text(text: str) -> None:
    made = document(text, 1)
    assert made.put(values(made)) == text


def empty(value: str) -> bool:
    """Tell whether a string is JSON, or the beginning of it, without a text in it, as "[]" and "{" are."""
    return structured(value) and not values(document(value, MAX_INNER))


@settings(deadline=None, max_examples=200)
@given(text=VALID)
def test_valid_json_is_read_as_it_is_read_strictly(text: str) -> None:
    (outer,) = read(plain(text).source).leaves
    if outer.inner is None:
        assert document(text, 1).leaves == ()
        return
    strictly, leniently = values(outer.inner), values(document(text, 1))
    assert [value for value in strictly if not empty(value)] == [
        value for value in leniently if not empty(value)
    ]
