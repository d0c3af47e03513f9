"""JSON as the places of its strings: what is read and what is refused."""

import base64
import hashlib
import json
import struct

import pytest

from guard.errors import WireError
from guard.wire.document import NOTHING_SPECIAL, LeafKind, Paths
from guard.wire.jsonstream import structured
from guard.wire.jsontext import (
    MAX_DEPTH,
    MAX_INNER,
    MAX_LEAVES,
    MAX_NUMBER,
    load,
    opaque,
    plain,
    read,
    unreadable,
)

CANARY = "Zelda-Quillfeather"


def texts(body: str | bytes, paths: Paths = NOTHING_SPECIAL) -> list[tuple[str, str]]:
    return [(text.pointer, text.value) for text in read(body, paths).texts()]


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


def inner(levels: int, value: object) -> str:
    """A document whose only member is a document in a string, and so on."""
    for _ in range(levels):
        value = json.dumps({"in": value})
    return json.dumps({"in": value})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('"x"', [("", "x")]),
        (' \t\r\n"x"\n', [("", "x")]),
        ('["a","b",["c"]]', [("/0", "a"), ("/1", "b"), ("/2/0", "c")]),
        ('{"k":"v"}', [("/k", "k"), ("/k", "v")]),
        ('{"a/b":{"m~n":"v"}}', [("/a~1b", "a/b"), ("/a~1b/m~0n", "m~n"), ("/a~1b/m~0n", "v")]),
        ('"\\u0041\\n\\"\\/"', [("", 'A\n"/')]),
        ('"\\ud83d\\ude00"', [("", "\U0001f600")]),
        ("null", []),
        ("true", []),
        ("[]", []),
        ("{}", []),
        ("[{},[],null,false,1.5,-2e10]", []),
        ('""', []),
        ('{"":""}', []),
    ],
)
def test_every_string_is_a_text(body: str, expected: list[tuple[str, str]]):
    assert texts(body) == expected
    assert texts(body.encode()) == expected


@pytest.mark.parametrize(
    "number",
    [
        "1234567",
        "-1234567",
        "4111111111111111",
        "4111111111111111.0",
        "12345678.5",
        "1234567E0",
        "9" * MAX_NUMBER,
    ],
)
def test_long_numbers_are_texts(number: str):
    document = read(f'{{"n": {number}}}')
    assert [text.value for text in document.texts()] == ["n", number]
    assert document.leaves[1].kind is LeafKind.NUMBER


@pytest.mark.parametrize(
    "number", ["123456", "0", "-0", "1.2345678", "123456.78", "1E400", "-1", "0.0000001"]
)
def test_other_numbers_are_left_alone(number: str):
    assert texts(f"[{number}]") == []


@pytest.mark.parametrize("number", ["9" * (MAX_NUMBER + 1), "0." + "1" * MAX_NUMBER, "9" * 100_000])
def test_a_number_without_end_is_refused(number: str):
    with pytest.raises(
        WireError, match=rf"at character 1: expected a number of at most {MAX_NUMBER} characters$"
    ):
        read(f"[{number}]")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("", 0),
        (" ", 1),
        ("{", 1),
        ("[1", 2),
        ("[1,]", 3),
        ("[,1]", 1),
        ("[1 2]", 3),
        (f'["{CANARY}",]', len(CANARY) + 4),
        (f'{{"{CANARY}":1,}}', len(CANARY) + 6),
        (f'{{"{CANARY}" 1}}', len(CANARY) + 4),
        (f'{{"{CANARY}"}}', len(CANARY) + 3),
        (f"{{'{CANARY}':1}}", 1),
        (f"{{{CANARY}:1}}", 1),
        (f'"{CANARY}', 0),
        (f'"{CANARY}\\"', 0),
        (f'"{CANARY}\n"', 0),
        (f'"{CANARY}\x00"', 0),
        (f'"{CANARY}\\x41"', 0),
        (f'"{CANARY}\\u12"', 0),
        (f'"{CANARY}" "{CANARY}"', len(CANARY) + 2),
        (f"/* {CANARY} */ 1", 0),
        (CANARY, 0),
        ("NaN", 0),
        ("Infinity", 0),
        ("-Infinity", 0),
        ("+1", 0),
        ("01", 1),
        ("1.", 1),
        (".5", 0),
        ("1e", 1),
        ("0x10", 1),
        ("True", 0),
        ("nulls", 4),
        ("undefined", 0),
        ("[}", 1),
        ("{]", 1),
        ("]", 0),
        ("\ufeff{}", 0),
        ("\u00a01", 0),
    ],
)
def test_what_is_not_json_is_refused_by_place(body: str, where: int):
    with pytest.raises(
        WireError, match=rf"^body is not valid JSON at character {where}: expected "
    ) as raised:
        read(body)
    assert raised.value.code == "invalid_json"
    assert raised.value.status == 400
    assert CANARY not in str(raised.value)


@pytest.mark.parametrize(
    "body",
    [
        f'{{"{CANARY}":1,"{CANARY}":2}}',
        f'{{"{CANARY}":1,"x":{{}},"\\u005aelda-Quillfeather":2}}',
        f'[{{"a":{{"{CANARY}":"a","{CANARY}":"a"}}}}]',
    ],
)
def test_a_member_named_twice_is_refused(body: str):
    with pytest.raises(WireError, match=r"^an object names the same member twice$"):
        read(body)


def test_the_same_name_in_two_objects_is_fine():
    assert len(texts('[{"a":{"a":1}},{"a":2}]')) == 3


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b'{"a":"\xff"}', 6),
        (f'"{CANARY}'.encode() + b'\xc3"', len(CANARY) + 1),
        (b"\xed\xa0\x80", 0),
        (b"\xfe\xff", 0),
    ],
)
def test_bytes_that_are_not_utf8_are_refused(body: bytes, where: int):
    with pytest.raises(WireError, match=rf"^body is not valid UTF-8 at byte {where}$"):
        read(body)


@pytest.mark.parametrize(
    "body", [b"\xef\xbb\xbf{}", b"", "{}".encode("utf-16"), '{"a":1}'.encode("utf-32-le")]
)
def test_other_encodings_are_refused(body: bytes):
    with pytest.raises(WireError):
        read(body)


def test_depth_is_a_limit_and_not_a_crash():
    assert texts(nested(MAX_DEPTH)) == []
    for levels in (MAX_DEPTH + 1, 50, 200_000):
        with pytest.raises(WireError, match=rf"^body is nested deeper than {MAX_DEPTH} levels$"):
            read(nested(levels))
        with pytest.raises(WireError, match="nested deeper"):
            read('{"a":' * levels + "1" + "}" * levels)


def test_documents_in_strings_are_read():
    document = read('{"arguments": "{\\"to\\": \\"ann\\", \\"n\\":  [1, \\"x\\"]}"}')
    assert [(text.pointer, text.value, text.place) for text in document.texts()] == [
        ("/arguments", "arguments", ""),
        ("/arguments#/to", "to", "?"),
        ("/arguments#/to", "ann", "?"),
        ("/arguments#/n", "n", "?"),
        ("/arguments#/n/1", "x", "?"),
    ]


@pytest.mark.parametrize("levels", range(MAX_INNER + 1))
def test_up_to_three_documents_in_each_other(levels: int):
    found = texts(inner(levels, CANARY))
    assert found[-1] == ("#".join(["/in"] * (levels + 1)), CANARY)
    assert len(found) == levels + 2


def test_one_more_document_is_plain_text():
    body = inner(MAX_INNER + 1, CANARY)
    assert texts(body)[-1][1] == json.dumps({"in": CANARY})


@pytest.mark.parametrize(
    "value",
    [
        "{not json",
        "[1, 2",
        "{}",
        "[]",
        " [null] ",
        nested(MAX_DEPTH + 1),
        '{"a": nan, "b": "x"}',
        "<a>",
        "[1,]",
    ],
)
def test_strings_that_only_look_like_documents_are_plain_text(value: str):
    assert texts(json.dumps([value])) == [("/0", value)]


@pytest.mark.parametrize("value", ['{"a":"x","a":"y"}', '["x", NaN, Infinity, -Infinity, "y"]'])
def test_documents_in_strings_may_be_looser(value: str):
    found = [text for _, text in texts(json.dumps([value]))]
    assert [text for text in found if text != "a"] == ["x", "y"]


def test_a_quoted_string_in_a_string_is_plain_text():
    assert texts(json.dumps('"ann"')) == [("", '"ann"')]


LOOKS_OPAQUE = [
    "gpt-4o",
    "call_abc.1",
    "image/png",
    "2024-01-01T00:00",
    "a:b_c",
    "x" * 128,
    "ft:gpt-4o:acme::7p4l",
]
DOES_NOT = [
    "gpt 4",
    "ann@example.com",
    "x" * 129,
    "naïve",
    "a\n",
    "{}",
    '{"a":"b"}',
    "<x>",
    "+1",
    "536-90-4399",
    "4111111111111111",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "call_" + "sk-" + "1234567890ABCDEFGHIJ",
    "eyJ" + "hbGciOiJIUzI1NiJ9",
    "xoxb-" + "1234567890",
]


@pytest.mark.parametrize("value", LOOKS_OPAQUE)
def test_opaque_places_that_look_opaque_are_left_out(value: str):
    assert opaque(value)
    assert texts(json.dumps({"model": value}), Paths(opaque={"/model"}, names={"model"})) == []


@pytest.mark.parametrize("value", DOES_NOT)
def test_opaque_places_that_do_not_look_opaque_are_texts(value: str):
    assert not opaque(value)
    found = texts(json.dumps({"model": value}), Paths(opaque={"/model"}, names={"model"}))
    assert "".join(text for _, text in found) in (value, "ab")


def test_an_empty_opaque_place_is_no_text():
    assert texts('{"model": ""}', Paths(opaque={"/model"}, names={"model"})) == []


def test_an_opaque_number_is_left_out_and_its_neighbour_is_not():
    paths = Paths(opaque={"/created"}, names={"created", "other"})
    assert texts('{"created": 1700000000, "other": 1700000000}', paths) == [("/other", "1700000000")]


def test_an_opaque_path_holds_for_its_own_place_only():
    paths = Paths(opaque={"/a/*/id"}, names={"a", "id"})
    assert texts('{"a":[{"id":"x"},{"b":{"id":"y"}}],"id":"z"}', paths) == [
        ("/a/1/b", "b"),
        ("/a/1/b/id", "y"),
        ("/id", "z"),
    ]


def test_names_of_the_api_are_left_out_everywhere_and_others_nowhere():
    paths = Paths(names={"role"})
    assert texts('{"role":{"role":"a"},"Role":"b"}', paths) == [
        ("/role/role", "a"),
        ("/Role", "Role"),
        ("/Role", "b"),
    ]


def test_a_member_that_is_named_like_a_pattern_gets_no_special_place():
    paths = Paths(opaque={"/a/*"}, names={"a"})
    assert texts('{"a":{"*":"x","?":"y"}}', paths) == [
        ("/a/*", "*"),
        ("/a/*", "x"),
        ("/a/?", "?"),
        ("/a/?", "y"),
    ]


BINARY = Paths(binary={"/image"}, names={"image"})


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("data:image/png;base64,iVBORw0KGgo=", ""),
        ("iVBOR/w0K+Ggo=\r\n", ""),
        ("https://example.com/ann.png", "https://example.com/ann.png"),
        ("my card is 4111", "my card is 4111"),
        ("data:text/plain,call me", "data:text/plain,call me"),
    ],
)
def test_binary_places_cannot_be_scanned_but_text_in_them_can(value: str, seen: str):
    body = json.dumps({"image": value})
    (text,) = read(body, BINARY).texts()
    assert (text.value, text.scannable, text.place) == (seen, False, "image")
    assert read(body, BINARY).put([seen]) == body
    assert read(body, BINARY).put(["gone"]) == '{"image": "gone"}'


SPELLED = Paths(tokens=("/t", "/t/*"), names=("t",))


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ('{"t":[1,2,3]}', ["t"]),
        ('{"t":[[1,2],[3],[]]}', ["t[0]", "t[1]"]),
        ('{"t":[1234567890]}', []),
        ('{"t":[1234567890,7]}', ["t"]),
        ('{"t":[]}', []),
        ('{"t":7}', []),
        ('{"t":["a"]}', []),
        ('{"t":[[[7]]]}', []),
        ('{"u":[1]}', []),
    ],
)
def test_numbers_that_spell_a_text_cannot_be_scanned(body: str, places: list[str]):
    document = read(body, SPELLED)
    unseen = [text for text in document.texts() if not text.scannable]
    assert [(text.place, text.value) for text in unseen] == [(place, "") for place in places]
    assert document.put([text.value for text in document.texts()]) == body


def test_other_numbers_beside_those_that_spell_a_text_are_seen():
    assert texts('{"t":[1,["a",4111111111111111]]}', SPELLED) == [
        ("/t", ""),
        ("/t/1/0", "a"),
        ("/t/1/1", "4111111111111111"),
    ]
    assert texts('{"t":[4111111111111111,2]}', SPELLED) == [("/t/0", "4111111111111111"), ("/t", "")]
    assert texts('{"t":4111111111111111}', SPELLED) == [("/t", "4111111111111111")]


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (base64.b64encode(struct.pack("<2f", 0.5, -0.25)).decode(), False),
        ("", False),
        (base64.b64encode(struct.pack("<2f", 0.5, 1e9)).decode(), True),
        (base64.b64encode(b"some words").decode(), True),
        ("some words", True),
        ("AAAA", True),
    ],
)
def test_a_vector_is_left_out_where_it_is_one(value: str, seen: bool):
    found = texts(json.dumps({"v": value}), Paths(vectors=("/v",), names=("v",)))
    assert found == ([("/v", value)] if seen else [])


def test_a_binary_place_that_holds_an_object_is_scanned():
    assert texts('{"image":{"url":"x"}}', BINARY) == [("/image/url", "url"), ("/image/url", "x")]


GROUPS = Paths(groups={"/logprobs"}, names={"logprobs", "token", "logprob"})


def test_a_group_is_one_text_of_its_different_pieces():
    body = '{"logprobs": [{"token":"An","logprob":-0.12345678,"note":1234567},{"token":"n"},{"token":"An"}]}'
    assert texts(body, GROUPS) == [("/logprobs", "An\nnote\nn")]


@pytest.mark.parametrize("value", ["null", "true", "1.5"])
def test_a_group_that_is_no_array_or_object_stays(value: str):
    body = f'{{"logprobs": {value}}}'
    assert texts(body, GROUPS) == []
    assert read(body, GROUPS).put([], drop_groups=True) == body


@pytest.mark.parametrize(
    ("body", "value"),
    [('"a\\ud800b"', "a\ufffdb"), ('"\\udc00\\ud800"', "\ufffd\ufffd"), ('{"\\ud800":1}', "\ufffd")],
)
def test_lone_surrogates_are_read_as_one_readable_sign(body: str, value: str):
    document = read(body)
    (text,) = document.texts()
    assert text.value == value
    assert document.put([value]) is document.source
    assert document.put(["x"]) in ('"x"', '{"x":1}')


BLOB = "iVBORw0KGgoAAAANSUhEUgAA" * 11


@pytest.mark.parametrize(
    "value", [BLOB, BLOB + "==", "data:image/png;base64,iVBORw0KGgo=", "data:application/pdf;base64,JVBERi0="]
)
def test_bytes_cannot_be_scanned_wherever_they_stand(value: str):
    (_, text) = read(json.dumps({"anything": value})).texts()
    assert (text.value, text.scannable) == ("", False)


@pytest.mark.parametrize(
    "value",
    [
        BLOB[:255],
        "a" * 300,
        "0123456789" * 30,
        BLOB + " ",
        "word " * 100,
        "data:text/plain;base64,aGVsbG8=",
        "data:image/png,hello",
        "data:image/png;base64,call me",
    ],
)
def test_what_may_be_text_is_scanned(value: str):
    (_, text) = read(json.dumps({"anything": value})).texts()
    assert (text.value, text.scannable) == (value, True)


def test_escapes_left_in_a_text_stay_as_they_are():
    document = read('["\\\\u0041nn"]')
    assert [text.value for text in document.texts()] == ["\\u0041nn"]
    assert document.put(["<PERSON>"]) == '["<PERSON>"]'


@pytest.mark.parametrize(
    ("text", "may_be"), [("{", True), (" \n[x", True), ("", False), ("x{", False), ('"{"', False)]
)
def test_what_may_be_a_document(text: str, *, may_be: bool):
    assert structured(text) is may_be


@pytest.mark.parametrize("value", ["", "plain", '{"a": 1}', 'q"\\\n', "é😀"])
def test_plain_text_is_one_text(value: str):
    (text,) = plain(value).texts()
    assert (text.value, text.scannable) == (value, True)
    assert plain(value).put([value]) == json.dumps(value, ensure_ascii=False)
    assert plain(value).put(["x"]) == '"x"'


def test_too_many_strings_are_refused():
    assert len(texts("[" + ",".join(['"x"'] * MAX_LEAVES) + "]")) == MAX_LEAVES
    for body in (
        "[" + ",".join(['"x"'] * (MAX_LEAVES + 1)) + "]",
        json.dumps([json.dumps(["x"] * 1000)] * 51),
    ):
        with pytest.raises(WireError, match=f"^body holds more than {MAX_LEAVES} strings$") as raised:
            read(body)
        assert raised.value.status == 413


def test_load_gives_the_object():
    assert load(b'{"a": [1, "x"]}') == {"a": [1, "x"]}


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"1"])
def test_load_refuses_what_is_no_object(body: bytes):
    with pytest.raises(WireError, match=r"^event: expected a JSON object$"):
        load(body, what="event")


@pytest.mark.parametrize(
    "body", [b"{", b"", b'{"a": ' + b"9" * 5000 + b"}", b"[" * 100_000, f'{{"a": {CANARY}}}'.encode()]
)
def test_load_refuses_what_read_would(body: bytes):
    with pytest.raises(WireError, match=r"^body: expected a JSON object$"):
        load(body)


def test_an_unreadable_body_is_one_text_that_cannot_be_scanned():
    (text,) = unreadable().texts()
    assert (text.value, text.scannable) == ("", False)


SEALED = Paths(sealed=frozenset(("/s",)), names=frozenset("s"))
SEAL = base64.b64encode(b"".join(hashlib.sha256(bytes([at])).digest() for at in range(12))).decode()


@pytest.mark.parametrize("value", ["", "sig_01"])
def test_an_id_in_the_place_of_a_seal_is_no_text(value: str):
    assert list(read(json.dumps({"s": value}), SEALED).texts()) == []


@pytest.mark.parametrize(
    "value", [SEAL, SEAL[:44], SEAL.replace("+", "-").replace("/", "_").rstrip("="), SEAL[:30]]
)
def test_what_only_the_provider_can_read_is_told_as_that(value: str):
    document = read(json.dumps({"s": value}), SEALED)
    (text,) = document.texts()
    assert (text.value, text.scannable, text.sealed) == ("", False, True)
    assert document.put([""]) is document.source


@pytest.mark.parametrize(
    "value",
    [
        "ann asks",
        "ann@acme.example",
        base64.b64encode(b"the number is 4111 1111 1111 1111").decode(),
        base64.b64encode("das ist f\u00fcr Zo\u00eb".encode()).decode(),
        base64.b64encode("ann asks for it".encode("utf-16-le")).decode(),
        base64.urlsafe_b64encode(b"???>>>ann@acme.example???>>>").decode(),
        "4111111111111111",
        "jane-quillfeather-of-utrecht",
        "ghp_" + SEAL,
        f"{SEAL} and ann",
        SEAL + "*",
    ],
)
def test_text_in_the_place_of_a_seal_is_read(value: str):
    (text,) = read(json.dumps({"s": value}), SEALED).texts()
    assert not text.sealed


def test_a_seal_anywhere_else_is_told():
    (text,) = read(json.dumps({"s": SEAL}), Paths(names=frozenset("s"))).texts()
    assert (text.scannable, text.sealed) == (False, False)
