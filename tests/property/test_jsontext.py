"""JSON as the places of its strings: identity, exact changes, every string seen, the same grammar as json's."""

import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guard.errors import WireError
from guard.wire.chat import REQUEST
from guard.wire.document import Document, Leaf
from guard.wire.jsontext import MAX_DEPTH, MAX_INNER, MAX_NUMBER, read

SPACE = st.text(" \t\r\n", max_size=2)
NEW = '\u2603 changed \\ " \n é 😀'


@st.composite
def literals(draw: st.DrawFn, text: st.SearchStrategy[str]) -> str:
    """A string literal that escapes what it has to and some of what it need not."""
    return '"' + "".join(draw(st.sampled_from(spellings(sign))) for sign in draw(text)) + '"'


def spellings(sign: str) -> list[str]:
    units = sign.encode("utf-16-be", "surrogatepass")
    hexed = units.hex()
    escaped = "".join(f"\\u{hexed[at : at + 4]}" for at in range(0, len(hexed), 4))
    short = {'"': ['\\"'], "\\": ["\\\\"], "/": ["/", "\\/"], "\n": ["\\n"], "\t": ["\\t"]}
    plain = [] if sign in '"\\' or sign < " " or "\ud800" <= sign <= "\udfff" else [sign]
    return [*plain, *short.get(sign, []), escaped, escaped.upper().replace("\\U", "\\u")]


TEXT = st.text(st.characters(), max_size=6)
WORD = st.one_of(
    TEXT,
    st.sampled_from(["", "ann", "{", "[1", '{"a":1', "role", "content", "true", "1234567", "\\u0041", "NaN"]),
)
NUMBER = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(
        [
            "0",
            "-0",
            "1.0",
            "1E400",
            "-1.5e-10",
            "1234567",
            "12345678.0",
            "100E2",
            "9" * MAX_NUMBER,
            "-9876543.21e5",
        ]
    ),
)


def documents(levels: int) -> st.SearchStrategy[str]:
    """Texts of JSON documents; up to ``levels`` of them hold each other as strings."""
    leaf = [NUMBER, st.sampled_from(["true", "false", "null"]), literals(WORD)]
    if levels:
        leaf.append(
            documents(levels - 1).map(lambda inner: json.dumps(inner, ensure_ascii=len(inner) % 2 == 0))
        )
    return st.recursive(st.one_of(leaf), lambda inner: st.one_of(arrays(inner), objects(inner)), max_leaves=6)


@st.composite
def arrays(draw: st.DrawFn, items: st.SearchStrategy[str]) -> str:
    body = ",".join(draw(SPACE) + item + draw(SPACE) for item in draw(st.lists(items, max_size=4)))
    return f"[{body or draw(SPACE)}]"


@st.composite
def objects(draw: st.DrawFn, items: st.SearchStrategy[str]) -> str:
    names = draw(st.lists(WORD, max_size=4, unique=True))
    members = [
        f"{draw(SPACE)}{draw(literals(st.just(name)))}{draw(SPACE)}:{draw(SPACE)}{draw(items)}{draw(SPACE)}"
        for name in names
    ]
    return "{" + (",".join(members) or draw(SPACE)) + "}"


DOCUMENTS = documents(MAX_INNER)


def values(document: Document) -> list[str]:
    return [text.value for text in document.texts()]


class Number(str):
    """A number as it is written."""

    __slots__ = ()


class Members(list):
    """The members of an object, in order; one name may stand twice."""


def parsed(source: str, *, loose: bool = False) -> Any:
    """What Python's own parser reads; in a loose reading all of it, else what RFC 8259 allows and is unambiguous."""

    def constant(_: str) -> None:
        if not loose:
            raise ValueError

    def number(literal: str) -> Number:
        if len(literal) > MAX_NUMBER:
            raise ValueError
        return Number(literal)

    def members(pairs: list[tuple[str, Any]]) -> Members:
        if not loose and len({name for name, _ in pairs}) < len(pairs):
            raise ValueError
        return Members(pairs)

    found = json.loads(
        source, parse_constant=constant, parse_int=number, parse_float=number, object_pairs_hook=members
    )
    if depth(found) > MAX_DEPTH:
        raise ValueError
    return found


def depth(value: Any) -> int:
    if isinstance(value, Members):
        return 1 + max((depth(each) for _, each in value), default=0)
    if isinstance(value, list):
        return 1 + max((depth(each) for each in value), default=0)
    return 0


def strings(value: Any, left: int = MAX_INNER) -> Iterator[str]:
    """The slow, obvious twin: every string of a parsed document, names included."""
    if isinstance(value, Members):
        for name, each in value:
            yield from [readable(name)] if name else []
            yield from strings(each, left)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, left)
    elif isinstance(value, Number):
        yield from [str(value)] if re.match(r"-?[0-9]{7}", value) else []
    elif isinstance(value, str) and value:
        yield from inside(readable(value), left)


def inside(value: str, left: int) -> list[str]:
    """The strings of a document in a string, or else the string."""
    try:
        found = parsed(value, loose=True)
    except ValueError:
        found = None
    document = left and isinstance(found, list)
    return (list(strings(found, left - 1)) if document else []) or [value]


def readable(value: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", value)


@given(DOCUMENTS)
@settings(deadline=None)
def test_nothing_changes_when_nothing_changed(source: str):
    document = read(source)
    assert document.put(values(document)) is document.source
    try:
        data = source.encode()
    except UnicodeEncodeError:
        return
    assert read(data).put(values(document)).encode() == data


@given(DOCUMENTS)
@settings(deadline=None)
def test_every_string_is_looked_at(source: str):
    assert values(read(source)) == list(strings(parsed(source)))


@given(DOCUMENTS, st.data())
@settings(deadline=None)
def test_only_the_literal_that_changed_differs(source: str, data: st.DataObject):
    document = read(source)
    old = values(document)
    assume(old)
    changed = data.draw(st.integers(0, len(old) - 1))
    new = [NEW if at == changed else value for at, value in enumerate(old)]
    after = document.put(new)
    leaf = owner(document, changed)
    assert after.startswith(source[: leaf.start])
    assert after.endswith(source[leaf.end :])
    literal = after[leaf.start : len(after) - (len(source) - leaf.end)]
    assert isinstance(json.loads(literal), str)
    assert values(read(after)) == new


def owner(document: Document, number: int) -> Leaf:
    """The literal of the document that a text stands in, at whatever depth."""
    for leaf in document.leaves:
        count = 1 if leaf.inner is None else len(values(leaf.inner))
        if number < count:
            return leaf
        number -= count
    raise AssertionError


@given(DOCUMENTS)
@settings(deadline=None)
def test_all_strings_may_change_at_once(source: str):
    document = read(source)
    new = [f"{NEW}{at}" for at, _ in enumerate(document.texts())]
    assert values(read(document.put(new))) == new


@given(DOCUMENTS)
@settings(deadline=None)
def test_a_place_is_made_of_api_names_and_indices(source: str):
    known = {*REQUEST.names, "?", ""}
    for text in read(source, REQUEST).texts():
        steps = re.sub(r"\[\d+\]", "", text.place).split(".")
        assert set(steps) <= known


JUNK = st.text('{}[]",:\\ntrue1.0e-+ \t\n\x00é\ud800', max_size=12)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A document with something put in, taken out or doubled."""
    source = draw(DOCUMENTS)
    low = draw(st.integers(0, len(source)))
    high = draw(st.integers(low, min(len(source), low + 3)))
    return (
        source[:low]
        + draw(st.one_of(st.text(max_size=2), JUNK, st.just(source[low:high] * 2)))
        + source[high:]
    )


@given(st.one_of(JUNK, broken(), DOCUMENTS))
@settings(deadline=None)
def test_what_is_read_is_what_json_reads(source: str):
    try:
        expected = list(strings(parsed(source)))
    except ValueError:
        expected = None
    try:
        found = values(read(source))
    except WireError:
        found = None
    assert found == expected


@given(st.binary(max_size=20))
def test_any_bytes_are_read_or_refused(data: bytes):
    try:
        document = read(data)
    except WireError as bad:
        assert bad.code == "invalid_json"  # noqa: PT017  # reading it would be as good
    else:
        assert document.put(values(document)).encode() == data
