"""What a place of a reply holds is decided once, and every copy of it is the same."""

from functools import partial
from typing import Any

import pytest

from guard import Direction, Guard
from guard.errors import WireError
from guard.screen import cutting, screen_window
from guard.stream.channel import Screens
from guard.stream.settled import MOST, Blocked, Settled, pointer
from guard.transform.restore import Restorer
from guard.wire.responses import REPLY

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
ITEM = ("output", 2)
TEXT = (*ITEM, "content", 1, "text")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


@pytest.fixture
def settled(guard: Guard) -> Settled:
    restorer = Restorer({"<PERSON_AAAAA>": "Zoë Quill"})
    screens = Screens(
        partial(guard.screen, direction=Direction.COMPLETION, issued=restorer),
        partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION),
        cutting(guard.policy, restorer),
        restorer.restore,
    )
    return Settled(screens, REPLY)


def came(settled: Settled, *pieces: str) -> str:
    """Stream a text; give what of it left."""
    text = settled.streamed(TEXT)
    assert text is not None
    outs = [out for piece in pieces for out in text.feed(piece)] + list(text.close())
    assert "".join(out.text for out in outs) == text.left
    return text.left


def test_a_value_is_screened_at_its_place(settled: Settled) -> None:
    screening, value = settled.settle(ITEM, {"type": "function_call", "name": MAIL, "n": None})
    assert value == {"type": "function_call", "name": "<EMAIL_ADDRESS>", "n": None}
    assert screening is not None
    assert next((text.pointer, text.place) for text in screening.originals) == (
        "/output/2/name",
        "output[2].name",
    )


def test_own_tokens_are_restored(settled: Settled) -> None:
    assert settled.settle(ITEM, "<PERSON_AAAAA> <PERSON_BBBBB>")[1] == "Zoë Quill <PERSON_BBBBB>"


def test_a_copy_needs_no_screening(settled: Settled) -> None:
    first = settled.settle(("metadata",), {"who": MAIL})[1]
    screening, copy = settled.settle((), {"metadata": {"who": MAIL}})
    assert screening is None
    assert copy == {"metadata": first}


def test_the_first_text_of_a_place_stays(settled: Settled) -> None:
    settled.settle((*ITEM, "name"), "jane.do")
    screening, copy = settled.settle((*ITEM, "name"), "e@example.org")
    assert (screening, copy) == (None, "jane.do")


def test_what_was_empty_is_decided_later(settled: Settled) -> None:
    assert settled.settle((*ITEM, "name"), "") == (None, "")
    assert settled.settle((*ITEM, "name"), MAIL)[1] == "<EMAIL_ADDRESS>"


def test_ids_and_counts_pass_as_they_are(settled: Settled) -> None:
    assert settled.settle(ITEM, {"id": "a", "status": "in_progress"}) == (
        None,
        {"id": "a", "status": "in_progress"},
    )
    assert settled.settle(ITEM, {"id": "a", "status": "completed"}) == (
        None,
        {"id": "a", "status": "completed"},
    )


def test_names_and_values_are_told_apart(settled: Settled) -> None:
    value = {"metadata": {MAIL: "a", "ann@example.org": MAIL}}
    made = settled.settle((), value)[1]
    assert made == {"metadata": {"<EMAIL_ADDRESS>": "a", "<EMAIL_ADDRESS>_2": "<EMAIL_ADDRESS>"}}
    assert settled.settle((), value) == (None, made)


def test_a_text_that_came_in_pieces_is_what_was_released_of_it(settled: Settled) -> None:
    assert came(settled, "Ask jane", ".doe@example.org") == "Ask <EMAIL_ADDRESS>"
    part = {"type": "output_text", "text": f"something else {KEY}"}
    assert settled.settle(TEXT[:-1], part) == (None, {"type": "output_text", "text": "Ask <EMAIL_ADDRESS>"})
    assert settled.settle(TEXT[:-1], {"type": "output_text"}) == (None, {"type": "output_text"})
    assert settled.settle(TEXT[:-1], {"text": None}) == (None, {"text": None})
    assert settled.settle(TEXT[:-1], {"text": {"note": KEY}}) == (None, {"text": "Ask <EMAIL_ADDRESS>"})


def test_what_goes_with_a_changed_text_follows(settled: Settled) -> None:
    came(settled, f"Ask {MAIL}: see")
    citation = {"type": "url_citation", "start_index": 26, "end_index": 29, "title": "t", "url": "u"}
    part = {"text": "", "logprobs": [{"token": "see"}], "annotations": [citation, None]}
    made = settled.settle(TEXT[:-1], part)[1]
    assert made["logprobs"] == []
    assert made["text"][made["annotations"][0]["start_index"] : made["annotations"][0]["end_index"]] == "see"


def test_what_goes_with_an_unchanged_text_stays(settled: Settled) -> None:
    came(settled, "\ud83d", "\ude00 see")
    citation = {"type": "url_citation", "start_index": 2, "end_index": 5, "title": "t", "url": "u"}
    part = {"text": "", "logprobs": [{"token": "see"}], "annotations": [citation]}
    assert settled.settle(TEXT[:-1], part)[1] == {**part, "text": "😀 see"}


def test_log_probabilities_are_screened_on_their_own(settled: Settled) -> None:
    came(settled, "Fine.")
    part = {"text": "", "logprobs": [{"token": MAIL}]}
    assert settled.settle(TEXT[:-1], part)[1] == {"text": "Fine.", "logprobs": None}


@pytest.mark.parametrize("value", [KEY, {"note": f"The key is {KEY}"}, [{KEY: 1}]])
def test_nothing_blocked_leaves(settled: Settled, value: Any) -> None:
    with pytest.raises(Blocked) as blocked:
        settled.settle(ITEM, value)
    assert blocked.value.screening.blocked
    assert KEY not in repr(blocked.value)
    with pytest.raises(Blocked):
        settled.settle(ITEM, value)


def test_a_blocked_text_keeps_what_had_left(settled: Settled) -> None:
    text = settled.streamed(TEXT)
    assert text is not None
    with pytest.raises(Blocked):
        list(text.feed("This has left already. " * 8 + f"The key is {KEY}. " + "And so on. " * 20))
    assert text.left.startswith("This has left already. ")
    assert KEY not in text.left
    assert text.came.endswith("And so on. ")


def test_a_text_ends_once(settled: Settled) -> None:
    text = settled.streamed(TEXT)
    assert text is not None
    list(text.feed("Hi."))
    assert [out.text for out in text.close()] == ["Hi."]
    assert list(text.close()) == []
    assert settled.streamed(TEXT) is text


@pytest.mark.parametrize("value", ["settled", {"to": "settled"}, '{"to": "settled"}'])
def test_no_pieces_come_to_a_place_that_is_settled(settled: Settled, value: Any) -> None:
    settled.settle((*ITEM, "arguments"), value)
    assert settled.streamed((*ITEM, "arguments")) is None
    assert settled.streamed((*ITEM, "input")) is not None
    assert settled.streamed(("output", 3, "arguments")) is not None


def test_texts_are_counted(settled: Settled) -> None:
    for at in range(MOST):
        assert settled.streamed(("output", at, "arguments")) is not None
    with pytest.raises(WireError, match="at most"):
        settled.streamed(("output", 0, "input"))
    assert settled.streamed(("output", 0, "arguments")) is not None
    assert len(settled.below(("output", 5))) == 1
    assert len(settled.below(())) == MOST


def test_a_pointer() -> None:
    assert pointer(TEXT) == "/output/2/content/1/text"
    assert pointer(()) == ""
