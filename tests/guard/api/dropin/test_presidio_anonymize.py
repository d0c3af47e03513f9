"""Presidio's anonymizer: the same as Presidio's own wherever spans do not overlap."""

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

from guard.api.dropin.presidio_anonymize import Operator, Result, rewritten

TEXT = "John Smith lives at 5 Main Street"
NAME = {"start": 0, "end": 10, "score": 0.8, "entity_type": "PERSON"}
PLACE = {"start": 20, "end": 33, "score": 0.7, "entity_type": "ADDRESS"}


def test_by_default_a_value_becomes_its_entitys_name(call: Any) -> None:
    sent = call("/anonymize", {"text": TEXT, "analyzer_results": [NAME, PLACE]})
    assert sent.body["text"] == "<PERSON> lives at <ADDRESS>"
    assert [(each["start"], each["end"], each["text"]) for each in sent.body["items"]] == [
        (18, 27, "<ADDRESS>"),
        (0, 8, "<PERSON>"),
    ]
    assert "x-guard-record" not in sent.headers


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ({"type": "replace", "new_value": "X"}, "X"),
        ({"type": "replace", "new_value": ""}, "<PERSON>"),
        ({"type": "redact"}, ""),
        ({"type": "keep"}, "John Smith"),
        ({"type": "mask", "masking_char": "*", "chars_to_mask": 4, "from_end": True}, "John S****"),
        ({"type": "mask", "masking_char": "#", "chars_to_mask": 99, "from_end": False}, "##########"),
        ({"type": "mask", "masking_char": "#", "chars_to_mask": -1, "from_end": False}, "John Smith"),
    ],
)
def test_operators(call: Any, operator: dict[str, Any], expected: str) -> None:
    for key in ("PERSON", "DEFAULT"):
        sent = call("/anonymize", {"text": TEXT, "analyzer_results": [NAME], "anonymizers": {key: operator}})
        assert sent.body["text"] == f"{expected} lives at 5 Main Street"
        assert sent.body["items"][0]["operator"] == operator["type"]


def test_a_hash_without_a_salt_cannot_be_guessed_and_with_one_is_presidios(call: Any) -> None:
    body: dict[str, Any] = {
        "text": TEXT,
        "analyzer_results": [NAME],
        "anonymizers": {"DEFAULT": {"type": "hash"}},
    }
    first, second = (call("/anonymize", body).body["items"][0]["text"] for _ in range(2))
    assert len(first) == len(second) == 64
    assert first != second
    salt = "0123456789abcdef"
    body["anonymizers"]["DEFAULT"] |= {"salt": salt, "hash_type": "sha512"}
    hashed = call("/anonymize", body).body["items"][0]["text"]
    assert hashed == hashlib.sha512(f"John Smith{salt}".encode()).hexdigest()


def test_several_texts(call: Any) -> None:
    sent = call("/anonymize", {"text": [TEXT, "hi"], "analyzer_results": [[NAME], []]})
    assert [each["text"] for each in sent.body] == ["<PERSON> lives at 5 Main Street", "hi"]
    assert call("/anonymize", {"text": [], "analyzer_results": []}).body == []


def test_values_side_by_side_are_all_replaced(call: Any) -> None:
    text = "a@example.org b@example.org c@example.org"
    spans = [{"start": at, "end": at + 13, "score": 1, "entity_type": "E"} for at in (0, 14, 28)]
    assert call("/anonymize", {"text": text, "analyzer_results": spans}).body["text"] == "<E> <E> <E>"


def test_overlapping_spans_become_one_and_leave_nothing_at_an_edge(call: Any) -> None:
    spans = [
        {"start": 0, "end": 10, "score": 0.5, "entity_type": "LONG"},
        {"start": 5, "end": 14, "score": 0.9, "entity_type": "SURE"},
        {"start": 13, "end": 20, "score": 0.1, "entity_type": "WEAK"},
    ]
    sent = call("/anonymize", {"text": TEXT, "analyzer_results": spans[::-1]})
    assert sent.body["text"] == "<SURE>5 Main Street"
    assert len(sent.body["items"]) == 1


def results(**changes: Any) -> list[dict[str, Any]]:
    return [{**NAME, **changes}]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": TEXT},
        {"text": TEXT, "analyzer_results": None},
        {"text": TEXT, "analyzer_results": results(start=-1)},
        {"text": TEXT, "analyzer_results": results(start=10)},
        {"text": TEXT, "analyzer_results": results(end=34)},
        {"text": TEXT, "analyzer_results": results(entity_type="")},
        {"text": TEXT, "analyzer_results": results(score=None)},
        {"text": TEXT, "analyzer_results": [[NAME]]},
        {"text": [TEXT], "analyzer_results": [NAME]},
        {"text": [TEXT], "analyzer_results": []},
        {"text": TEXT, "analyzer_results": [NAME], "anonymizers": {"DEFAULT": {}}},
        {"text": TEXT, "analyzer_results": [NAME], "anonymizers": {"DEFAULT": {"type": "custom"}}},
        {
            "text": TEXT,
            "analyzer_results": [NAME],
            "anonymizers": {"DEFAULT": {"type": "encrypt", "key": "k"}},
        },
        {"text": TEXT, "analyzer_results": [NAME], "anonymizers": {"DEFAULT": {"type": "mask"}}},
        {
            "text": TEXT,
            "analyzer_results": [NAME],
            "anonymizers": {"DEFAULT": {"type": "hash", "salt": "short"}},
        },
        {"text": TEXT, "analyzer_results": [NAME], "anonymizers": {"John Smith": {"type": "zebra"}}},
    ],
)
def test_bad_input_is_a_422_without_what_was_sent(call: Any, body: dict[str, Any]) -> None:
    sent = call("/anonymize", body)
    assert sent.status == 422
    assert list(sent.body) == ["error"]
    assert not any(word in sent.text for word in ("John", "zebra", "short"))


OPERATORS: list[dict[str, Any]] = [
    {"type": "replace"},
    {"type": "replace", "new_value": "😀"},
    {"type": "redact"},
    {"type": "keep"},
    {"type": "mask", "masking_char": "*", "chars_to_mask": 2, "from_end": True},
    {"type": "mask", "masking_char": "é", "chars_to_mask": 3, "from_end": False},
]


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="ab😀é漢.", min_size=1, max_size=40),
    st.lists(st.integers(min_value=0, max_value=40), max_size=8, unique=True).map(sorted),
    st.lists(st.sampled_from(OPERATORS), min_size=3, max_size=3),
)
def test_it_is_what_presidio_gives(text: str, cuts: list[int], operators: list[dict[str, Any]]) -> None:
    kinds = ("A", "B", "C")
    spans = [
        (start, end, kinds[at % 3])
        for at, (start, end) in enumerate(zip(cuts[::2], cuts[1::2], strict=False))
        if end <= len(text)
    ]
    ours = rewritten(
        text,
        [Result(start=start, end=end, score=0.5, entity_type=kind) for start, end, kind in spans],
        {kind: Operator(**each) for kind, each in zip(kinds, operators, strict=True)},
    )
    theirs = AnonymizerEngine().anonymize(
        text,
        [RecognizerResult(kind, start, end, 0.5) for start, end, kind in spans],
        {
            kind: OperatorConfig(
                each["type"], {k: v for k, v in {"new_value": "", **each}.items() if k != "type"}
            )
            for kind, each in zip(kinds, operators, strict=True)
        },
    )
    assert ours["text"] == theirs.text
    assert ours["items"] == [each.to_dict() for each in theirs.items]
