"""Server-sent events: any cut of the bytes gives the same events."""

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.errors import WireError
from guard.wire.sse import DONE, MAX_EVENT, EventReader, ServerEvent, encode

PIECES = st.sampled_from(
    ["data: ", "data:", "data", ": c", "event: x", "id: 1", "retry: 5", "a", "é", "😀", " ", "{}"]
)
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r"])
STREAMS = st.lists(st.one_of(PIECES, BREAKS), max_size=30).map("".join)


def read(*pieces: bytes) -> list[str]:
    reader = EventReader()
    events = [event for piece in pieces for event in reader.feed(piece)]
    return [event.data for event in events + reader.close()]


def cut(data: bytes, at: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(edge % (len(data) + 1) for edge in at), len(data)]
    return [data[low:high] for low, high in pairwise(edges)]


@given(STREAMS, st.lists(st.integers(0, 500)))
def test_any_cut_gives_the_same_events(stream: str, at: list[int]):
    data = stream.encode()
    assert read(*cut(data, at)) == read(data)
    assert read(*(bytes((byte,)) for byte in data)) == read(data)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("lines", "events"),
    [
        (["data: a", "", "data: b", ""], ["a", "b"]),
        (["data:a", ""], ["a"]),
        (["data:  a", ""], [" a"]),
        (["data: a", "data: b", ""], ["a\nb"]),
        (["data: a", "data:", "data: b", ""], ["a\n\nb"]),
        ([": ping", "", "data: a", ""], ["a"]),
        ([": ping", "data: a", ": pong", ""], ["a"]),
        (["event: message", "id: 7", "retry: 10", "data: a", ""], ["a"]),
        (["event: ping", ""], []),
        (["database: a", ""], []),
        ([" data: a", ""], []),
        (["Data: a", ""], []),
        (["", "", "", "data: a", "", "", ""], ["a"]),
        (["data:", ""], [""]),
        (["data: a"], ["a"]),
        (["data: [DONE]", ""], [DONE]),
        (["data: é😀\u2028x\x0b\x0cy", ""], ["é😀\u2028x\x0b\x0cy"]),
        (["\ufeffdata: a", ""], ["a"]),
        ([], []),
    ],
)
def test_lines_become_events(lines: list[str], events: list[str], end: str):
    data = "".join(line + end for line in lines).encode()
    assert read(data) == events
    assert read(*(bytes((byte,)) for byte in data)) == events


@pytest.mark.parametrize(
    "gap",
    [
        "\r\n\n",
        "\n\r\n",
    ],
)
def test_line_ends_may_be_mixed(gap: str):
    assert read(f"data: a{gap}data: b\n\n".encode()) == ["a", "b"]


def test_a_byte_order_mark_later_on_is_part_of_a_name():
    data = "data: a\r\r\n\ufeffdata: b\n\n".encode()
    assert read(data) == read(*(bytes((byte,)) for byte in data)) == ["a"]


def test_an_event_is_given_as_soon_as_it_is_whole():
    reader = EventReader()
    assert list(reader.feed(b"data: a\n")) == []
    assert list(reader.feed(b"\ndata: b")) == [ServerEvent("a")]
    assert list(reader.feed(b"\n\ndata: c\n\n")) == [ServerEvent("b"), ServerEvent("c")]
    assert reader.close() == []


def test_events_before_a_bad_one_are_given():
    events = EventReader().feed(b"data: a\n\ndata: \xff\n\ndata: b\n\n")
    assert next(events).data == "a"
    with pytest.raises(WireError):
        next(events)


def test_the_last_event_needs_no_blank_line():
    assert read(b"data: a\n\ndata: b\n") == ["a", "b"]
    assert read(b"data: a\n\ndata: b") == ["a", "b"]


@pytest.mark.parametrize("data", [b"data: \xff\n\n", b"data: \xc3\n\n", b": \xff\n\n", b"data: \xed\xa0\x80"])
def test_what_is_not_utf8_is_refused(data: bytes):
    with pytest.raises(WireError, match=r"^an event is not valid UTF-8$"):
        read(data)


def test_a_sign_cut_in_two_is_put_together():
    assert read(b"data: \xc3", b"\xa9\n", b"\n") == ["é"]


def test_an_event_as_long_as_allowed_is_read():
    data = b"data: " + b"x" * (MAX_EVENT - 6)
    assert len(read(data, b"\n\n")[0]) == MAX_EVENT - 6


@pytest.mark.parametrize("size", [MAX_EVENT + 100, 1 << 16])
def test_a_longer_event_is_refused_however_it_comes(size: int):
    data = b"data: a\n\ndata: " + b"x" * (MAX_EVENT + 70_000) + b"\n\n"
    with pytest.raises(WireError, match=f"^an event is longer than {MAX_EVENT} bytes$"):
        read(*(data[at : at + size] for at in range(0, len(data), size)))


def test_a_longer_event_is_refused_in_one_piece():
    with pytest.raises(WireError, match="longer than"):
        read(b"data: " + b"x" * MAX_EVENT + b"\n\n")


def test_an_event_in_many_pieces_costs_no_more_than_its_length():
    def seconds(size: int) -> float:
        reader = EventReader()
        started = time.process_time()
        for _ in range(size // 16):
            list(reader.feed(b"data: 0123456789"))
        return time.process_time() - started

    # Eight times the bytes: linear is 8 times the cost, quadratic 64.
    assert min(seconds(64_000) for _ in range(3)) < 40 * min(seconds(8_000) for _ in range(3)) + 0.05


@given(st.text().filter(lambda data: not set(data) & {"\r", "\n"}))
def test_one_line_is_written_and_read_back(data: str):
    assert read(encode(ServerEvent(data))) == [data]


def test_a_line_break_in_data_is_written_as_two_lines():
    assert read(encode(ServerEvent('{"a":\n1}'))) == ['{"a":\n1}']


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("event: message_start", "message_start"),
        ("event:response.output_text.delta", "response.output_text.delta"),
        ("event: a\nevent: b", "b"),
        ("id: 1", ""),
        ("event:", ""),
        ("event: Jane Doe", ""),
        ("event: jane@example.org", ""),
        ("event: 4111111111111111", ""),
    ],
)
def test_a_name_is_kept_if_it_can_be_one(line: str, name: str):
    data = f"{line}\ndata: {{}}\n\n".encode()
    assert list(EventReader().feed(data)) == [ServerEvent("{}", name)]


def test_a_named_event_is_written_and_read_back():
    event = ServerEvent("{}", "message_stop")
    assert encode(event) == b"event: message_stop\ndata: {}\n\n"
    assert list(EventReader().feed(encode(event))) == [event]
