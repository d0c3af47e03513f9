"""Streams of text completions: what leaves, when, and that it is what the whole reply would have been."""

import itertools
import json
from functools import partial
from typing import Any

import pytest
from chunkings import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import Direction, Guard
from guard.errors import WireError
from guard.screen import cutting, screen_window
from guard.stream.channel import Screens
from guard.stream.completions import CompletionsStream
from guard.transform.restore import Restorer
from guard.wire import completions, jsontext
from guard.wire.sse import ServerEvent

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
TOKENS = {"<EMAIL_ADDRESS_7KQ2M>": "restored@example.org"}
RESTORER = Restorer(TOKENS)
GUARD = Guard.load("default", key=b"k" * 32)
PIECES = [
    "Hello there. ",
    MAIL,
    " Call +1 415 555 0132 now. ",
    "card 4111 1111 1111 1111",
    "\n\n",
    "<EMAIL_ADDRESS_7KQ2M>, hi! ",
    "漢字。é\u0301 😀 ",
    "This is a plain sentence that is long enough to be a sentence of its own. ",
    '{"to": "jane.doe@example.org"}',
    f"The key is {KEY}. ",
]
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)


def opened() -> CompletionsStream:
    screens = Screens(
        partial(GUARD.screen, direction=Direction.COMPLETION, issued=RESTORER),
        partial(screen_window, rules=GUARD.rules, direction=Direction.COMPLETION),
        cutting(GUARD.policy, RESTORER),
        RESTORER.restore,
    )
    return CompletionsStream(screens)


@pytest.fixture
def stream() -> CompletionsStream:
    return opened()


def chunk(*choices: dict[str, Any], **more: Any) -> str:
    return json.dumps({"id": "cmpl-1", "created": 7, "model": "m", "choices": list(choices), **more})


def piece(text: str, index: int = 0, finish: str | None = None, **more: Any) -> dict[str, Any]:
    return {"text": text, "index": index, "logprobs": None, "finish_reason": finish, **more}


def events(stream: CompletionsStream, *data: str) -> list[Any]:
    out = [event.data for each in data for step in stream.feed(ServerEvent(each)) for event in step.events]
    return [json.loads(event) if event != "[DONE]" else event for event in out]


def whole(*given: str) -> list[str] | None:
    """Screen the same texts as a reply that is not streamed; None if it is blocked."""
    reply = json.dumps({"choices": [piece(text, index) for index, text in enumerate(given)]})
    document = jsontext.read(reply, completions.REPLY, lenient=True)
    screening = GUARD.screen(list(document.texts()), Direction.COMPLETION, RESTORER)
    if screening.blocked:
        return None
    changed = json.loads(document.put([RESTORER.restore(value) for value in screening.values]))
    return [choice["text"] for choice in changed["choices"]]


def cut(text: str, places: list[int]) -> list[str]:
    edges = sorted({0, len(text), *(place % (len(text) + 1) for place in places)})
    return [text[low:high] for low, high in itertools.pairwise(edges)]


@settings(max_examples=examples(60), deadline=None)
@given(texts, texts, st.lists(st.integers(0, 400), max_size=30), st.booleans())
def test_any_cut_gives_what_the_whole_gives(first: str, second: str, places: list[int], one: bool) -> None:
    given = (first,) if one else (first, second)
    pairs = itertools.zip_longest(*(cut(text, places) for text in given), fillvalue="")
    chunks = [chunk(*(piece(text, index) for index, text in enumerate(pair))) for pair in pairs]
    ends = chunk(*(piece("", index, "stop") for index in range(len(given))))
    *out, done = events(opened(), *chunks, ends, "[DONE]")
    assert done == "[DONE]"
    said = dict.fromkeys(range(len(given)), "")
    finished = {}
    for event in out:
        (choice,) = event["choices"]
        said[choice["index"]] += choice["text"]
        if choice["finish_reason"]:
            finished[choice["index"]] = choice["finish_reason"]
    expected = whole(*given)
    if expected is None:
        assert set(finished.values()) == {"content_filter"}
        assert KEY not in "".join(said.values())
    else:
        assert list(said.values()) == expected
        assert set(finished.values()) == {"stop"}


def test_text_leaves_once_its_sentence_is_over(stream: CompletionsStream) -> None:
    assert events(stream, chunk(piece("Ask ")), chunk(piece(MAIL))) == []
    sentence = ". That is all there is to say about it, and nothing more will be said of it today. " * 2
    out = events(stream, chunk(piece(sentence)))
    assert out[0]["choices"][0]["text"].startswith("Ask <EMAIL_ADDRESS>. ")
    assert {name: out[0][name] for name in ("id", "object", "created", "model")} == {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 7,
        "model": "m",
    }


def test_what_spells_the_text_goes(stream: CompletionsStream) -> None:
    tokens = {"tokens": [MAIL], "token_logprobs": [-0.1], "top_logprobs": [{MAIL: -0.1}], "text_offset": [0]}
    said = {**piece("Hi.", finish="stop"), "logprobs": tokens, "other": MAIL}
    out = events(stream, chunk(said, obfuscation=MAIL, other=MAIL), "[DONE]")
    assert MAIL not in json.dumps(out)
    assert all(choice["logprobs"] is None for event in out[:-1] for choice in event["choices"])


def test_a_finish_reason_that_is_a_text_is_none(stream: CompletionsStream) -> None:
    out = events(stream, chunk(piece("Hi.", finish=f"ask {MAIL}")), "[DONE]")
    assert [event["choices"][0]["finish_reason"] for event in out[:-1]] == [None]


def test_usage_comes_with_the_last_chunk_or_alone_as_it_came(stream: CompletionsStream) -> None:
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "note": MAIL}
    kept = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    out = events(stream, chunk(piece("Hi.", finish="stop"), usage=usage), "[DONE]")
    assert [event.get("usage") for event in out[:-1]] == [None, kept]
    out = events(opened(), chunk(piece("Hi.", finish="stop")), chunk(usage=usage), "[DONE]")
    assert [(len(event["choices"]), event.get("usage")) for event in out[:-1]] == [
        (1, None),
        (1, None),
        (0, kept),
    ]


def test_a_secret_ends_every_choice_and_nothing_held_leaves(stream: CompletionsStream) -> None:
    chunks = [chunk(piece("Sure, ", 0), piece("No. ", 1)), chunk(piece(f"it is {KEY}", 0))]
    out = events(stream, *chunks, chunk(piece("", 0, "stop")), "[DONE]", chunk(piece("more")))
    assert out[-1] == "[DONE]"
    ends = [(event["choices"][0]["index"], event["choices"][0]["finish_reason"]) for event in out[:-1]]
    assert ends[-2:] == [(0, "content_filter"), (1, "content_filter")]
    assert KEY not in json.dumps(out)
    assert stream.over


def test_a_providers_error_is_screened_and_ends_the_stream(stream: CompletionsStream) -> None:
    out = events(stream, chunk(piece("Hi.")), json.dumps({"error": {"message": f"ask {MAIL}", "type": "x"}}))
    assert out[0]["choices"][0]["text"] == "Hi."
    assert out[1:] == [{"error": {"message": "ask <EMAIL_ADDRESS>", "type": "x"}}, "[DONE]"]
    assert stream.over


def test_a_providers_error_that_is_refused_is_told_without_its_words(stream: CompletionsStream) -> None:
    error, done = events(stream, json.dumps({"error": {"message": f"use {KEY}"}}))
    assert error["error"]["code"] == "content_filter"
    assert KEY not in json.dumps(error)
    assert done == "[DONE]"


def test_a_stream_that_breaks_off_gives_what_was_sent_and_an_error(stream: CompletionsStream) -> None:
    assert events(stream, chunk(piece(f"Ask {MAIL}"))) == []
    (said,) = [event for step in stream.flush() for event in step.events]
    assert json.loads(said.data)["choices"][0]["text"] == "Ask <EMAIL_ADDRESS>"
    error, done = stream.stop(b'{"error":{}}').events
    assert (error.data, done.data) == ('{"error":{}}', "[DONE]")
    assert list(stream.feed(ServerEvent(chunk(piece("more"))))) == []


@pytest.mark.parametrize(
    "data",
    [
        "no json",
        "[]",
        '"text"',
        chunk()[:-1],
        json.dumps({"choices": "text"}),
        json.dumps({"choices": ["text"]}),
        json.dumps({"choices": [{"index": "0", "text": "x"}]}),
        json.dumps({"choices": [{"index": -1, "text": "x"}]}),
        json.dumps({"choices": [{"index": 4111111111111111, "text": "x"}]}),
        '{"choices":[{"text":"a","text":"b"}]}',
    ],
)
def test_what_is_no_chunk_is_an_error(stream: CompletionsStream, data: str) -> None:
    with pytest.raises(WireError):
        list(stream.feed(ServerEvent(data)))


@pytest.mark.parametrize("text", [None, 7, [MAIL], {"a": MAIL}])
def test_a_text_that_is_none_is_dropped(stream: CompletionsStream, text: Any) -> None:
    assert events(stream, chunk({"index": 0, "text": text}), "[DONE]") == ["[DONE]"]


def test_an_empty_stream_ends_as_it_came(stream: CompletionsStream) -> None:
    assert events(stream, "[DONE]") == ["[DONE]"]
    assert events(stream, chunk(piece("late"))) == []
