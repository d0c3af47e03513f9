"""Documents as text and places: what a change writes anew, and what no place or repr says."""

import json

import pytest

from guard.wire.document import NOTHING_SPECIAL, Document, Leaf, LeafKind, Paths, place, quote
from guard.wire.jsontext import MAX_INNER, read

CANARY = "Zelda-Quillfeather"
GROUPS = Paths(groups={"/logprobs"}, names={"logprobs", "token", "logprob"})


def changed(document: Document, changes: dict[str, str]) -> str:
    return document.put([changes.get(text.value, text.value) for text in document.texts()])


def inner(levels: int, value: object) -> str:
    """A document whose only member is a document in a string, and so on."""
    for _ in range(levels):
        value = json.dumps({"in": value})
    return json.dumps({"in": value})


@pytest.mark.parametrize(
    ("body", "changes", "after"),
    [
        ('{ "a" : "x" , "b":"x"}', {"x": "y"}, '{ "a" : "y" , "b":"y"}'),
        ('["\\u0061", "a"]', {"a": "b"}, '["b", "b"]'),
        ('["\\u0061", "b"]', {"b": "c"}, '["\\u0061", "c"]'),
        ('{"a":1.0,"b":1E5,"c":"x","c2":-0}', {"x": ""}, '{"a":1.0,"b":1E5,"c":"","c2":-0}'),
        ('{"ann":"x"}', {"ann": "<PERSON>"}, '{"<PERSON>":"x"}'),
        ('"x"', {"x": '"\\\n\u2028é\x7f'}, '"\\"\\\\\\n\u2028é\x7f"'),
        ('["😀", "x"]', {"x": "😀"}, '["😀", "😀"]'),
        ('["{\\"a\\": \\"x\\"}"]', {"x": 'q"'}, '["{\\"a\\": \\"q\\\\\\"\\"}"]'),
        ('{"n": 1234567}', {"1234567": "<CARD>"}, '{"n": "<CARD>"}'),
    ],
)
def test_only_literals_that_changed_are_written_anew(body: str, changes: dict[str, str], after: str):
    document = read(body)
    assert document.put([text.value for text in document.texts()]) is document.source
    assert changed(document, changes) == after
    json.loads(after)


@pytest.mark.parametrize("body", ['"x"', '["x","y"]', '{"a":"{\\"b\\":1234567}"}'])
def test_the_number_of_values_must_be_the_number_of_texts(body: str):
    document = read(body)
    values = [text.value for text in document.texts()]
    with pytest.raises(RuntimeError, match="fewer values"):
        document.put(values[:-1])
    with pytest.raises(RuntimeError, match="more values"):
        document.put([*values, "x"])


@pytest.mark.parametrize("levels", range(MAX_INNER + 1))
def test_documents_in_strings_are_written_back(levels: int):
    assert changed(read(inner(levels, CANARY)), {CANARY: 'x"\\'}) == inner(levels, 'x"\\')


def test_an_inner_document_that_did_not_change_keeps_its_escapes():
    body = '{"a": "{\\"b\\":\\u0020\\"x\\"}", "c": "y"}'
    assert changed(read(body), {"y": "z"}) == body.replace('"y"', '"z"')


def test_a_group_is_one_text_and_becomes_null_when_it_changes():
    body = '{"logprobs": [{"token":"An"},{"token":"n Le"},{"token":"An"}], "x":1}'
    document = read(body, GROUPS)
    assert [text.value for text in document.texts()] == ["An\nn Le", "x"]
    assert document.put(["An\nn Le", "x"]) is document.source
    assert document.put(["<PERSON>", "x"]) == '{"logprobs": null, "x":1}'
    assert document.put(["An\nn Le", "x"], drop_groups=True) == '{"logprobs": null, "x":1}'
    assert document.put(["An\nn Le", "y"]) == body.replace('"x"', '"y"')


def test_members_whose_names_become_the_same_are_numbered():
    document = read('[{"ann@x": "a", "bob@x": "b", "other": "c"}, {"ann@x": "d"}]')
    after = changed(document, {"ann@x": "<EMAIL>", "bob@x": "<EMAIL>"})
    assert after == '[{"<EMAIL>": "a", "<EMAIL>_2": "b", "other": "c"}, {"<EMAIL>": "d"}]'


@pytest.mark.parametrize(
    "body", ['{"<EMAIL>": "a", "ann@x": "b"}', '{"ann@x": "a", "bob@x": "b", "<EMAIL>_2": "c"}']
)
def test_a_new_name_does_not_repeat_one_that_stays(body: str):
    after = changed(read(body), {"ann@x": "<EMAIL>", "bob@x": "<EMAIL>"})
    assert len(json.loads(after)) == len(json.loads(body))


@pytest.mark.parametrize(
    ("pointer", "pattern", "expected"),
    [
        ("", "", ""),
        ("/messages/1/content", "/messages/*/content", "messages[1].content"),
        ("/0/1", "/*/*", "[0][1]"),
        ("/Ann Lee", "/?", "?"),
        ("/metadata/Ann~1Lee/0", "/metadata/?/*", "metadata.?[0]"),
        ("/messages/0/Ann Lee", "/messages/*", "messages[0]"),
    ],
)
def test_places_name_api_names_and_indices(pointer: str, pattern: str, expected: str):
    assert place(pointer, pattern) == expected
    assert Leaf(pointer, pattern, LeafKind.STRING, 0, 2, "").place == expected


def test_the_place_of_an_inner_text_is_that_of_the_string_around_it():
    body = json.dumps({"messages": [{"content": json.dumps({CANARY: [json.dumps({CANARY: "x"})]})}]})
    found = list(read(body, Paths(names={"messages", "content"})).texts())
    assert {text.place for text in found} == {"messages[0].content"}
    assert CANARY in found[0].pointer
    assert all("#" in text.pointer for text in found)


def test_no_repr_holds_text():
    document = read(json.dumps({CANARY: [CANARY, json.dumps({"a": CANARY})]}))
    assert CANARY not in repr((document, document.leaves, list(document.texts())))


def test_a_document_without_leaves_is_its_text():
    document = Document("[]", ())
    assert list(document.texts()) == []
    assert document.put([]) is document.source


def test_nothing_special_is_nothing():
    assert not any(
        (NOTHING_SPECIAL.opaque, NOTHING_SPECIAL.binary, NOTHING_SPECIAL.groups, NOTHING_SPECIAL.names)
    )


@pytest.mark.parametrize(
    ("value", "literal"), [("é", '"é"'), ('"', '"\\""'), ("\x00", '"\\u0000"'), ("</", '"</"')]
)
def test_quote_writes_a_literal(value: str, literal: str):
    assert quote(value) == literal
    assert json.loads(literal) == value
