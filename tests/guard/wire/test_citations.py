"""Indices of citations follow the text they are in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.wire.citations import Moves, followed, followed_in_chat

WORDS = st.lists(st.sampled_from(["one ", "two ", "Zelda ", "three "]), max_size=6).map("".join)


def url(start: int, end: int) -> dict[str, Any]:
    return {"type": "url_citation", "start_index": start, "end_index": end, "title": "t", "url": "u"}


@pytest.mark.parametrize(
    ("before", "after", "start", "end", "expected"),
    [
        ("Ask Zelda now: see", "Ask <PERSON> now: see", 15, 18, "see"),
        ("see Zelda", "see <PERSON>", 0, 3, "see"),
        ("Zelda, see it", "X, see it", 7, 10, "see"),
        ("Ask Zelda now", "Ask <PERSON> now", 4, 9, "<PERSON>"),
        ("Ask Zelda now", "Ask <PERSON> now", 5, 7, "<PERSON>"),
        ("Ask Zelda and Zelda now", "Ask <A> and <B> now", 10, 13, "<A> and <B>"),
        ("gone", "", 0, 4, ""),
        ("same", "same", 1, 3, "am"),
    ],
)
def test_a_citation_moves(before: str, after: str, start: int, end: int, expected: str) -> None:
    moved = Moves(before, after).moved(url(start, end))
    assert after[moved["start_index"] : moved["end_index"]] == expected
    assert (moved["title"], moved["url"]) == ("t", "u")


@given(WORDS, WORDS, st.integers(-5, 60), st.integers(-5, 60))
def test_a_citation_stays_inside_the_text(before: str, after: str, one: int, other: int) -> None:
    if before == after:
        return
    moved = Moves(before, after).moved(url(min(one, other), max(one, other)))
    assert 0 <= moved["start_index"] <= moved["end_index"] <= len(after)


def test_one_place_in_the_text_moves_too() -> None:
    annotation = {"type": "file_citation", "index": 9, "file_id": "file-1", "filename": "a"}
    assert Moves("Ask Zelda", "Ask <PERSON>").moved(annotation) == {**annotation, "index": 12}


@pytest.mark.parametrize(
    "annotation",
    [
        None,
        "text",
        [1],
        {},
        {"type": "file_path", "index": 3},
        {"type": ["url_citation"], "start_index": 3},
        {"type": "url_citation", "start_index": "3", "end_index": None},
    ],
)
def test_what_cites_no_place_stays(annotation: Any) -> None:
    assert Moves("abc", "x").moved(annotation) == annotation


def reply(text: Any, *annotations: Any) -> str:
    part = {"type": "output_text", "text": text, "annotations": list(annotations)}
    return json.dumps({"output": [{"type": "message", "content": [part]}], "n": 1})


def test_citations_of_a_whole_reply_follow() -> None:
    before = reply("Ask Zelda now: see", url(15, 18))
    after = reply("Ask <PERSON> now: see", url(15, 18))
    assert json.loads(followed(before, after, str)) == json.loads(reply("Ask <PERSON> now: see", url(18, 21)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (reply("same", url(0, 2)), reply("same", url(0, 2))),
        (reply("Zelda"), reply("<PERSON>")),
        ('["annotations"]', '["annotations", 1]'),
        ('{"output": 1}', '{"output": [1, {"annotations": 2}]}'),
        (reply(7, url(0, 1)), reply("x", url(0, 1))),
        (
            json.dumps({"output": [1, {"content": 2}]}),
            json.dumps({"output": [{"annotations": 1}, {"content": [3]}]}),
        ),
    ],
)
def test_nothing_else_is_written_anew(before: str, after: str) -> None:
    assert followed(before, after, str) is after


def chat(text: str, start: int, end: int) -> dict[str, Any]:
    cited = {"type": "url_citation", "url_citation": {"start_index": start, "end_index": end, "title": "t"}}
    return {"choices": [{"message": {"content": text, "annotations": [cited]}}]}


def test_citations_of_a_chat_follow_too():
    before = json.dumps(chat("Ask Zelda now: see", 15, 18))
    after = json.dumps(chat("Ask <PERSON> now: see", 15, 18))
    assert json.loads(followed_in_chat(before, after, str)) == chat("Ask <PERSON> now: see", 18, 21)


@pytest.mark.parametrize(
    "reply",
    [
        "[]",
        "{}",
        '{"choices": 3, "annotations": 1}',
        '{"choices": [{"message": {"content": null, "annotations": [3]}}]}',
        '{"choices": [{"message": {"content": "x", "annotations": [{"url_citation": 3}]}}]}',
        json.dumps(chat("see", 0, 3)),
    ],
)
def test_a_chat_without_citations_that_move_stays_as_it_is(reply: str):
    assert followed_in_chat(reply, reply, str) is reply
