"""One stream of events of the Responses API. That any cutting gives the same is tests/property/test_responses.py."""

import json
from functools import partial
from typing import Any

import pytest
from response_events import Client, call, message, response, streamed

from guard import Direction, Guard
from guard.errors import WireError
from guard.screen import cutting, screen_window
from guard.stream.channel import Screens
from guard.stream.responses import ResponsesStream
from guard.transform.restore import Restorer
from guard.wire import refusal
from guard.wire.sse import ServerEvent

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
BLOCKED = f"The key is {KEY}. "
FIRST = "This has been said before. "
WHERE = {"item_id": "msg_1", "output_index": 0, "content_index": 0}


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


def opened(guard: Guard) -> ResponsesStream:
    restorer = Restorer({"<EMAIL_ADDRESS_7KQ2M>": MAIL})
    return ResponsesStream(
        Screens(
            partial(guard.screen, direction=Direction.COMPLETION, issued=restorer),
            partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION),
            cutting(guard.policy, restorer),
            restorer.restore,
        )
    )


@pytest.fixture
def stream(guard: Guard) -> ResponsesStream:
    return opened(guard)


def feed(stream: ResponsesStream, *events: dict[str, Any]) -> list[Any]:
    """Give the events that leave."""
    steps = [step for event in events for step in stream.feed(ServerEvent(json.dumps(event)))]
    return [json.loads(event.data) for step in steps for event in step.events]


def read(stream: ResponsesStream, *events: dict[str, Any]) -> Client:
    """Give what a client reads of the events that leave."""
    client = Client()
    for event in feed(stream, *events):
        client.read(json.dumps(event))
    return client


def kinds(events: list[Any]) -> list[str]:
    return [event["type"].removeprefix("response.") for event in events]


def delta(text: str, **where: Any) -> dict[str, Any]:
    return {"type": "response.output_text.delta", **WHERE, **where, "delta": text}


def started(*more: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the first events of a message with one part."""
    return [*streamed(response(message("")))[:4], *more]


def test_the_order_is_that_of_the_provider(stream: ResponsesStream) -> None:
    sent = streamed(response(message(f"Ask {MAIL}.")), lambda text: [text])
    out = feed(stream, *sent)
    assert kinds(out) == kinds(sent)
    assert [event["sequence_number"] for event in out] == list(range(len(out)))
    assert MAIL not in json.dumps(out)
    assert json.dumps(out).count("Ask <EMAIL_ADDRESS>.") == 5
    assert stream.over


def test_the_id_is_known_with_the_first_event(stream: ResponsesStream) -> None:
    assert stream.ident == ""
    feed(stream, *started())
    assert stream.ident == "resp_1"


@pytest.mark.parametrize("name", [MAIL, None, 7, ""])
def test_what_is_no_id_is_not_known(stream: ResponsesStream, name: Any) -> None:
    (out,) = feed(stream, streamed(response(id=name))[0])
    assert stream.ident == ""
    assert out["response"]["id"] in ("resp_guard", "")


def test_nothing_leaves_before_its_sentence_is_over(stream: ResponsesStream) -> None:
    assert kinds(feed(stream, *started(delta(MAIL[:8]), delta(MAIL[8:])))) == kinds(started())
    (out,) = feed(stream, delta(f". {FIRST * 6}"))[:1]
    assert out["delta"].startswith("<EMAIL_ADDRESS>. ")


def test_own_tokens_are_restored_everywhere(stream: ResponsesStream) -> None:
    text = "Ask <EMAIL_ADDRESS_7KQ2M>, not <PERSON_AAAAA>."
    client = read(
        stream, *streamed(response(message(text), call(json.dumps({"to": text})), instructions=text))
    )
    assert client.last["instructions"] == client.last["output"][0]["content"][0]["text"]
    assert client.last["output"][0]["content"][0]["text"] == f"Ask {MAIL}, not <PERSON_AAAAA>."
    assert json.loads(client.last["output"][1]["arguments"]) == {"to": f"Ask {MAIL}, not <PERSON_AAAAA>."}


def test_copies_are_never_what_the_provider_says_they_are(stream: ResponsesStream) -> None:
    sent = streamed(response(message("Fine.")))
    forged = json.loads(json.dumps(sent).replace('"Fine."', json.dumps(BLOCKED)))
    out = feed(stream, *forged)
    assert KEY not in json.dumps(out)
    assert out[-1]["response"]["output"][0]["content"][0]["text"] == "Fine."


def test_a_text_that_comes_whole_only_is_screened_whole(guard: Guard, stream: ResponsesStream) -> None:
    sent = [
        event
        for event in streamed(response(message(f"Ask {MAIL}."), call('{"to": "x"}')))
        if ".delta" not in event["type"]
    ]
    client = read(stream, *sent)
    assert client.text(0, "content_index=0", "response.output_text") == "Ask <EMAIL_ADDRESS>."
    only_items = [event for event in sent if "text" not in event["type"] and "part" not in event["type"]]
    out = feed(opened(guard), *[event for event in only_items if "arguments" not in event["type"]])
    assert out[-1]["response"]["output"][0]["content"][0]["text"] == "Ask <EMAIL_ADDRESS>."


def test_probabilities_and_obfuscation_go(stream: ResponsesStream) -> None:
    spelled = [{"token": MAIL, "bytes": [1], "logprob": -0.1, "top_logprobs": []}]
    out = feed(stream, *started({**delta("Hi."), "logprobs": spelled, "obfuscation": MAIL}))
    out += feed(stream, {"type": "response.output_text.done", **WHERE, "text": "Hi.", "logprobs": spelled})
    part = {"type": "output_text", "text": "Hi.", "annotations": [], "logprobs": spelled}
    out += feed(stream, {"type": "response.content_part.done", **WHERE, "part": part})
    assert MAIL not in json.dumps(out)
    assert kinds(out)[-3:] == ["output_text.delta", "output_text.done", "content_part.done"]
    assert [event["logprobs"] for event in out if "logprobs" in event] == [[], []]


def test_a_block_ends_what_is_open(stream: ResponsesStream) -> None:
    sent = streamed(response(message("One."), message(f"{FIRST * 6}{BLOCKED}", id="msg_2"), call("{}")))
    out = feed(stream, *sent)
    assert kinds(out)[-4:] == ["output_text.done", "content_part.done", "output_item.done", "incomplete"]
    text, part, item, end = out[-4:]
    assert text["text"] == part["part"]["text"] == item["item"]["content"][0]["text"]
    assert text["text"].startswith(FIRST)
    assert [each["status"] for each in end["response"]["output"]] == ["completed", "incomplete"]
    assert (end["response"]["status"], end["response"]["error"]) == ("incomplete", None)
    assert end["response"]["incomplete_details"] == {"reason": "content_filter"}
    assert KEY not in json.dumps(out)
    assert feed(stream, *sent) == []


@pytest.mark.parametrize("name", ["instructions", "user"])
def test_a_block_at_the_beginning_is_a_response_all_the_same(stream: ResponsesStream, name: str) -> None:
    client = read(stream, *streamed(response(message("Hi."), **{name: BLOCKED})))
    assert client.kinds == ["response.created", "response.incomplete"]
    assert (client.last["id"], client.last["model"], client.last["output"]) == ("resp_1", "test-model", [])


def test_a_block_at_the_end_keeps_the_counts(stream: ResponsesStream) -> None:
    *sent, end = streamed(response(message("Hi.")))
    end["response"]["metadata"] = {"note": BLOCKED}
    client = read(stream, *sent, end)
    assert client.kinds[-1] == "response.incomplete"
    assert client.last["usage"]["total_tokens"] == 12
    assert client.last["output"][0]["content"][0]["text"] == "Hi."
    assert KEY not in json.dumps(client.last)


def test_a_call_that_is_cut_is_incomplete(stream: ResponsesStream) -> None:
    client = read(stream, *streamed(response(call(json.dumps({"note": FIRST, "key": KEY})))))
    (item,) = client.last["output"]
    assert item["status"] == "incomplete"
    assert KEY not in item["arguments"]
    assert client.text(0, "response.function_call_arguments") == item["arguments"]


@pytest.mark.parametrize("at", range(4))
def test_an_outage_is_an_error(at: int) -> None:
    guard = Guard.load("default", key=b"k" * 32)
    stream = opened(guard)
    feed(stream, *started()[:at])
    (event,) = stream.stop(refusal.outage()).events
    told = json.loads(event.data)
    assert (event.name, told["code"], told["sequence_number"]) == ("error", "filter_unavailable", at)
    assert stream.over
    assert list(stream.flush()) == []


def test_what_is_held_leaves_when_a_stream_breaks_off(stream: ResponsesStream) -> None:
    feed(stream, *started(delta(f"Ask {MAIL}")))
    out = [json.loads(event.data) for step in stream.flush() for event in step.events]
    assert [event["delta"] for event in out] == ["Ask <EMAIL_ADDRESS>"]
    assert not stream.over
    assert [event.name for event in stream.stop(refusal.error(502, "gone")).events] == ["error"]


@pytest.mark.parametrize("done", [True, False])
def test_a_stream_without_an_end(stream: ResponsesStream, *, done: bool) -> None:
    feed(stream, *started(delta("Hi.")))
    steps = list(stream.feed(ServerEvent("[DONE]"))) if done else list(stream.close())
    assert [json.loads(event.data)["delta"] for step in steps for event in step.events] == ["Hi."]
    assert stream.over


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"type": "error", "code": "server_error", "message": MAIL, "param": None}, "<EMAIL_ADDRESS>"),
        ({"type": "error", "error": {"code": "x", "message": MAIL}}, "<EMAIL_ADDRESS>"),
        ({"error": {"code": "x", "message": MAIL}}, "<EMAIL_ADDRESS>"),
        ({"type": "error", "message": BLOCKED}, "refused by policy"),
        ({"type": "error"}, "null"),
    ],
)
def test_an_error_is_told_in_screened_words(
    stream: ResponsesStream, sent: dict[str, Any], expected: str
) -> None:
    out = feed(stream, *started(delta("Hi."), sent))
    assert kinds(out)[-2:] == ["output_text.delta", "error"]
    assert expected in json.dumps(out[-1])
    assert "jane" not in json.dumps(out)
    assert KEY not in json.dumps(out)
    assert stream.over


def test_a_failed_response_is_told_in_screened_words(stream: ResponsesStream) -> None:
    failed = response(status="failed", error={"code": "server_error", "message": f"no {MAIL}"})
    client = read(stream, *streamed(failed))
    assert client.kinds[-1] == "response.failed"
    assert client.last["error"] == {"code": "server_error", "message": "no <EMAIL_ADDRESS>"}


def test_text_hides_in_no_other_member(stream: ResponsesStream) -> None:
    sent = streamed(response(message("Hi."), call("{}")), lambda text: [text])
    for number, event in enumerate(sent):
        event["note"] = MAIL
        event["obfuscation"] = MAIL
        if "item_id" in event and number % 2:
            event["item_id"] = MAIL
    out = feed(stream, *sent)
    assert kinds(out) == kinds(sent)
    assert MAIL not in json.dumps(out)


def test_text_split_over_copies_stays_split(stream: ResponsesStream) -> None:
    sent = streamed(response(call("{}")))
    pieces = iter(["jane.doe", "@example", ".org"])
    for event in sent:
        for item in (event.get("item"), *event.get("response", {}).get("output", ())):
            if item:
                item.update(name=next(pieces))
        sent = [json.loads(json.dumps(each)) for each in sent]
    out = feed(stream, *sent)
    assert "@example" not in json.dumps(out)


def test_what_comes_twice_is_dropped(stream: ResponsesStream) -> None:
    sent = streamed(response(message("Hi."), call("{}")), lambda text: [text])
    out = feed(
        stream, *(event for each in sent[2:-1] for event in ([each] if "delta" in each else [each, each]))
    )
    assert kinds(out) == kinds(sent[2:-1])


def test_nothing_more_is_said_of_an_item_that_is_over(stream: ResponsesStream) -> None:
    sent = streamed(response(message("Hi.")))
    feed(stream, *sent[:-1])
    part = {"type": "output_text", "text": MAIL, "annotations": []}
    late = {**WHERE, "content_index": 1, "part": part}
    assert feed(stream, {"type": "response.content_part.added", **late}, delta(MAIL, content_index=1)) == []
    assert feed(stream, {"type": "response.web_search_call.completed", "output_index": 0}) == []
    assert kinds(feed(stream, sent[-1])) == ["completed"]


def test_an_unknown_event_is_dropped(stream: ResponsesStream) -> None:
    unknown = {"type": "response.hologram.delta", "output_index": 0, "delta": MAIL}
    assert feed(stream, unknown, {"type": MAIL}, {"type": ["x"]}, {"delta": MAIL}, {}) == []
    assert not stream.over


def test_progress_passes(stream: ResponsesStream) -> None:
    search = {"id": "ws_1", "type": "web_search_call", "status": "in_progress"}
    added = {"type": "response.output_item.added", "output_index": 0, "item": search}
    progress = {
        "type": "response.web_search_call.searching",
        "output_index": 0,
        "item_id": "ws_1",
        "query": MAIL,
    }
    out = feed(
        stream, added, progress, {"type": "response.output_item.added", "output_index": 1, "item": None}
    )
    assert out[1:] == [
        {
            "type": "response.web_search_call.searching",
            "output_index": 0,
            "item_id": "ws_1",
            "sequence_number": 1,
        }
    ]


def test_items_that_no_deltas_come_for(stream: ResponsesStream) -> None:
    search = {"id": "ws_1", "type": "web_search_call", "status": "completed", "action": {"query": MAIL}}
    client = read(stream, *streamed(response(search)))
    assert client.last["output"] == [{**search, "action": {"query": "<EMAIL_ADDRESS>"}}]


def test_an_index_that_the_provider_left_out(stream: ResponsesStream) -> None:
    sent = streamed(response(message("One."), message("Two.", id="msg_2")))
    moved = [
        {**event, "output_index": event["output_index"] * 2} if "output_index" in event else event
        for event in sent
    ]
    client = read(stream, *moved)
    assert [item["content"][0]["text"] for item in client.last["output"]] == ["One.", "Two."]
    assert sorted(client.items) == [0, 2]


def test_commands_and_what_they_print(stream: ResponsesStream) -> None:
    shell = {
        "id": "sh_1",
        "type": "shell_call",
        "status": "in_progress",
        "call_id": "c",
        "action": {"commands": []},
    }
    printed = {
        "id": "so_1",
        "type": "shell_call_output",
        "status": "in_progress",
        "call_id": "c",
        "output": [],
    }
    command = {"output_index": 0, "command_index": 0}
    output = {"output_index": 1, "item_id": "so_1", "command_index": 0}
    mail = "response.shell_call_command"
    content = "response.shell_call_output_content"
    done = {"stdout": KEY, "stderr": "", "outcome": {"type": "exit", "exit_code": 0}}
    out = feed(
        stream,
        {"type": "response.output_item.added", "output_index": 0, "item": shell},
        {"type": f"{mail}.added", **command, "command": "finger "},
        {"type": f"{mail}.delta", **command, "delta": MAIL},
        {"type": f"{mail}.done", **command, "command": KEY},
        {
            "type": "response.output_item.done",
            "output_index": 0,
            "item": {**shell, "action": {"commands": [KEY]}},
        },
        {"type": "response.output_item.added", "output_index": 1, "item": printed},
        {"type": f"{content}.delta", **output, "delta": {"stdout": MAIL, "stderr": "no"}},
        {"type": f"{content}.delta", **output, "delta": {"stdout": " found"}},
        {"type": f"{content}.done", **output, "output": [done, done]},
        {"type": "response.output_item.done", "output_index": 1, "item": {**printed, "output": [done]}},
    )
    assert KEY not in json.dumps(out)
    assert MAIL not in json.dumps(out)
    assert [event["delta"] for event in out if event["type"] == f"{mail}.delta"] == ["finger <EMAIL_ADDRESS>"]
    assert out[4]["item"]["action"] == {"commands": ["finger <EMAIL_ADDRESS>"]}
    assert [event["delta"] for event in out if event["type"] == f"{content}.delta"] == [
        {"stdout": "<EMAIL_ADDRESS> found"},
        {"stderr": "no"},
    ]
    told = {"stdout": "<EMAIL_ADDRESS> found", "stderr": "no", "outcome": {"type": "exit", "exit_code": 0}}
    assert out[-2]["output"] == out[-1]["item"]["output"] == [told]


def test_commands_that_are_cut(stream: ResponsesStream) -> None:
    shell = {
        "id": "sh_1",
        "type": "shell_call",
        "status": "in_progress",
        "call_id": "c",
        "action": {"commands": []},
    }
    command = {"output_index": 0, "command_index": 1}
    out = feed(
        stream,
        {"type": "response.output_item.added", "output_index": 0, "item": shell},
        {"type": "response.shell_call_command.delta", **command, "delta": f"{FIRST * 6}{BLOCKED}{FIRST * 6}"},
    )
    (item,) = out[-1]["response"]["output"]
    assert item["action"]["commands"][0] == ""
    assert item["action"]["commands"][1].startswith(FIRST)
    assert KEY not in json.dumps(out)


def test_sound_and_what_it_says(guard: Guard) -> None:
    said = [
        {"type": "response.audio.transcript.delta", "delta": "Ask jane"},
        {"type": "response.audio.transcript.delta", "delta": ".doe@example.org"},
        {"type": "response.audio.transcript.done"},
        {"type": "response.audio.done"},
    ]
    out = feed(opened(guard), *said)
    assert kinds(out) == ["audio.transcript.delta", "audio.transcript.done", "audio.done"]
    assert out[0]["delta"] == "Ask <EMAIL_ADDRESS>"
    # What cannot be read is refused by this policy.
    assert kinds(feed(opened(guard), {"type": "response.audio.delta", "delta": "AAAA"}))[-1] == "incomplete"
    lenient = Guard.load("internal", key=b"k" * 32)
    out = feed(
        opened(lenient), *({"type": "response.audio.delta", "delta": each} for each in ("AAAA", "BBBB"))
    )
    assert [event["delta"] for event in out] == ["AAAA", "BBBB"]


def test_pictures_on_the_way(guard: Guard) -> None:
    item = {"id": "ig_1", "type": "image_generation_call", "status": "in_progress", "result": None}
    added = {"type": "response.output_item.added", "output_index": 0, "item": item}
    picture = {
        "type": "response.image_generation_call.partial_image",
        "item_id": "ig_1",
        "output_index": 0,
        "partial_image_index": 0,
        "partial_image_b64": "iVBORw0KGgo=",
        "output_format": "png",
        "size": MAIL,
    }
    assert kinds(feed(opened(guard), added, picture))[-1] == "incomplete"
    lenient = Guard.load("internal", key=b"k" * 32)
    second = {**picture, "partial_image_index": 1, "partial_image_b64": "iVBORw0KGgp="}
    out = feed(opened(lenient), added, picture, second)
    assert [event["partial_image_b64"] for event in out[1:]] == ["iVBORw0KGgo=", "iVBORw0KGgp="]
    assert out[1]["output_format"] == "png"
    assert "size" not in out[1]


def test_an_item_may_begin_with_text(stream: ResponsesStream) -> None:
    sent = streamed(response(message("")))
    sent[2]["item"]["content"] = [{"type": "output_text", "text": MAIL[:8], "annotations": []}]
    out = feed(
        stream, *sent[:3], delta(MAIL[8:]), {"type": "response.output_text.done", **WHERE, "text": MAIL}
    )
    assert out[2]["item"]["content"][0]["text"] == ""
    assert [event["delta"] for event in out if "delta" in event] == ["<EMAIL_ADDRESS>"]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "response.created"},
        {"type": "response.created", "response": MAIL},
        {"type": "response.completed", "response": None},
        {**delta(MAIL), "output_index": None},
        {**delta(MAIL), "output_index": -1},
        {**delta(MAIL), "output_index": True},
        {**delta(MAIL), "output_index": 1 << 40},
        {**delta(MAIL), "content_index": "0"},
        {"type": "response.output_item.added", "output_index": 0, "item": MAIL},
        {"type": "response.output_item.done", "output_index": 0},
        {"type": "response.content_part.added", **WHERE, "part": [MAIL]},
        {"type": "response.content_part.done", **WHERE},
        {"type": "response.output_text.annotation.added", **WHERE, "annotation": {}},
        {"type": "response.reasoning_summary_text.delta", **WHERE, "delta": MAIL},
    ],
)
def test_what_is_no_event_of_this_api(stream: ResponsesStream, event: dict[str, Any]) -> None:
    with pytest.raises(WireError) as raised:
        feed(stream, event)
    assert MAIL not in str(raised.value)


@pytest.mark.parametrize("data", ["", "hello", "[1]", '"text"', '{"type": "a", "type": "b"}', '{"a": NaN}'])
def test_what_is_no_object(stream: ResponsesStream, data: str) -> None:
    with pytest.raises(WireError):
        list(stream.feed(ServerEvent(data)))


def test_an_event_may_be_named_beside_its_data(stream: ResponsesStream) -> None:
    data = json.dumps({name: value for name, value in delta("Hi.").items() if name != "type"})
    assert list(stream.feed(ServerEvent(data, "response.output_text.delta"))) == []
    assert [event.name for step in stream.flush() for event in step.events] == ["response.output_text.delta"]
