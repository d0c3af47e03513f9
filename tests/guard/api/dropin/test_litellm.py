"""LiteLLM's generic guardrail: both legs of a call, streams that grow, what cannot be sent back."""

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATH = "/beta/litellm_basic_guardrail_api"
MAIL = "mail jane@example.org"
CALLS = count()


def request(**more: Any) -> dict[str, Any]:
    return {"input_type": "request", "texts": [], "request_data": {}, "litellm_version": "1.109.1", **more}


def response(**more: Any) -> dict[str, Any]:
    return {**request(**more), "input_type": "response"}


def tool_call(arguments: Any) -> dict[str, Any]:
    return {"id": "c1", "type": "function", "function": {"name": "send", "arguments": json.dumps(arguments)}}


def new_call() -> str:
    return f"call-{next(CALLS)}"


def token(call: Any, which: str, **more: Any) -> str:
    """What stands for the address in a prompt of this call."""
    sent = call(PATH, request(texts=[MAIL], litellm_call_id=which), **more)
    return str(sent.body["texts"][0].removeprefix("mail "))


def test_clean_texts_have_an_action_and_nothing_else(call: Any) -> None:
    for body in (request(texts=["hi"]), request(texts=None), request(), response(texts=[])):
        sent = call(PATH, body)
        assert (sent.status, sent.body["action"]) == (200, "NONE")
        assert "texts" not in sent.body
        assert "x-guard-record" not in sent.headers


def test_masked_texts_keep_their_places(call: Any) -> None:
    sent = call(PATH, request(texts=["hi", MAIL, ""]))
    assert sent.body["action"] == "GUARDRAIL_INTERVENED"
    first, second, third = sent.body["texts"]
    assert (first, third) == ("hi", "")
    assert second.startswith("mail <EMAIL_ADDRESS_")
    assert "stream_holdback_chars" not in sent.body
    assert len(sent.headers["x-guard-record"]) == 32


def test_refused_texts(call: Any) -> None:
    for body in (request(texts=["hi", "bluebird"]), response(texts=["bluebird"])):
        sent = call(PATH, body)
        assert (sent.status, sent.body["action"]) == (200, "BLOCKED")
        assert set(sent.body) == {"action", "blocked_reason"}
        assert "words:codenames" in sent.body["blocked_reason"]
        assert "bluebird" not in sent.text


def test_tokens_of_the_prompt_come_back_in_the_reply(call: Any) -> None:
    which = new_call()
    issued = token(call, which)
    sent = call(PATH, response(texts=[f"I wrote to {issued}.", "hi"], litellm_call_id=which))
    assert sent.body["texts"] == ["I wrote to jane@example.org.", "hi"]
    again = call(PATH, response(texts=[issued], litellm_call_id=which))
    assert again.body["texts"] == ["jane@example.org"]


def test_tokens_never_come_back_for_another_call_or_caller(call: Any, other_key: str) -> None:
    which = new_call()
    issued = token(call, which)
    for more, key in ((new_call(), {}), (which, {"key": other_key}), (None, {})):
        sent = call(PATH, response(texts=[issued], litellm_call_id=more), **key)
        assert sent.body["action"] == "NONE"
        assert "jane" not in sent.text


def test_the_tenant_is_not_taken_from_the_body(call: Any, other_key: str) -> None:
    which = new_call()
    issued = token(call, which)
    params = {"tenant": "default", "user_api_key_hash": "x"}
    body = response(
        texts=[issued], litellm_call_id=which, additional_provider_specific_params=params, request_data=params
    )
    assert "jane" not in call(PATH, body, key=other_key).text


def test_history_is_rewritten_in_the_messages_and_counted_once(call: Any) -> None:
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "be kind"},
        {"role": "user", "content": [{"type": "text", "text": MAIL}]},
        {"role": "assistant", "content": None, "tool_calls": [tool_call({"to": "joe@example.org"})]},
        {"role": "tool", "tool_call_id": "c1", "content": '{"from": "ann@example.org"}'},
    ]
    texts = ["be kind", MAIL, '{"from": "ann@example.org"}']
    body = request(texts=texts, structured_messages=messages, tool_calls=messages[2]["tool_calls"])
    sent = call(PATH, body)
    assert sent.body["action"] == "GUARDRAIL_INTERVENED"
    rows = sent.body["structured_messages"]
    assert [each["role"] for each in rows] == ["system", "user", "assistant", "tool"]
    assert sent.body["texts"] == ["be kind", rows[1]["content"][0]["text"], rows[3]["content"]]
    arguments = json.loads(rows[2]["tool_calls"][0]["function"]["arguments"])
    assert arguments["to"].startswith("<EMAIL_ADDRESS_")
    assert rows[2]["tool_calls"][0]["id"] == "c1"
    assert "@example.org" not in sent.text
    assert sent.headers["x-guard-findings"] == "EMAIL_ADDRESS=3"


def test_rows_that_did_not_change_are_echoed_exactly(call: Any) -> None:
    row = {"role": "user", "content": "hi", "name": "n", "cache_control": {"type": "ephemeral"}, "x": 1.50}
    sent = call(
        PATH, request(texts=["hi", MAIL], structured_messages=[row, {"role": "user", "content": MAIL}])
    )
    assert sent.body["structured_messages"][0] == row


def test_tools_come_back_rewritten(call: Any) -> None:
    tool = {"type": "function", "function": {"name": "f", "description": MAIL, "parameters": {}}}
    sent = call(PATH, request(texts=["hi"], tools=[tool, {"type": "code_interpreter"}]))
    assert sent.body["action"] == "GUARDRAIL_INTERVENED"
    assert sent.body["texts"] == ["hi"]
    assert sent.body["tools"][0]["function"]["description"].startswith("mail <EMAIL_ADDRESS_")
    assert sent.body["tools"][1] == {"type": "code_interpreter"}


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (request(tool_calls=[tool_call({"to": "joe@example.org"})]), "tool_calls"),
        (response(tool_calls=[tool_call({"to": "joe@example.org"})]), "tool_calls"),
        (request(a_new_member={"deep": [MAIL]}), "a member"),
    ],
)
def test_what_has_no_way_back_is_refused(call: Any, body: dict[str, Any], what: str) -> None:
    sent = call(PATH, body)
    assert sent.body["action"] == "BLOCKED"
    assert f": {what} would have to change" in sent.body["blocked_reason"]
    assert "@example.org" not in sent.text
    assert "a_new_member" not in sent.text


def test_clean_tool_calls_pass(call: Any) -> None:
    sent = call(PATH, response(texts=None, tool_calls=[tool_call({"to": "nobody"})]))
    assert sent.body == {"action": "NONE", "stream_holdback_chars": []}


def test_pictures_are_the_policys_business(call: Any, call_default: Any) -> None:
    body = request(texts=["hi"], images=["data:image/png;base64,aGVsbG8="])
    noted = call(PATH, body)
    assert (noted.body["action"], noted.headers["x-guard-findings"]) == ("NONE", "NOT_SCANNABLE=1")
    assert call_default(PATH, body).body["action"] == "BLOCKED"


def test_what_tells_of_the_request_is_not_content(call: Any) -> None:
    about = {"user_api_key_user_email": "jane@example.org"}
    sent = call(PATH, request(texts=["hi"], request_data=about, request_headers={"x": "jane@example.org"}))
    assert (sent.body, sent.headers["x-guard-action"]) == ({"action": "NONE"}, "allow")


class Relay:
    """LiteLLM's side of a stream with rewrites: what was sent cannot be taken back."""

    def __init__(self, call: Any, which: str) -> None:
        self._call = call
        self._which = which
        self.sent = ""
        self.records: list[str] = []

    def round(self, text: str, *, final: bool = False) -> None:
        answer = self._call(PATH, response(texts=[text], litellm_call_id=self._which))
        assert answer.status == 200, answer.text
        (held,) = answer.body["stream_holdback_chars"]
        new = answer.body.get("texts", [text])[0]
        assert new.startswith(self.sent), "what was sent would have to change"
        self.sent = new[: max(len(self.sent), len(new) - (0 if final else held))]
        self.records += [answer.headers["x-guard-record"]] if "x-guard-record" in answer.headers else []


REPLY = (
    "Certainly, this is what I have done for you today. I wrote to {token} as you asked me to do. "
    "Then I also wrote to bob.builder@example.org, who did not answer yet. There is nothing more that "
    "I could do about it, so let us wait until tomorrow morning and see what happens then. Good night to all!"
)


def test_a_stream_is_released_as_it_grows_and_never_taken_back(call: Any) -> None:
    which = new_call()
    more = "And so it goes on for a while, in words that say nothing of anybody at all. " * 5
    text = REPLY.format(token=token(call, which)) + more
    relay = Relay(call, which)
    grew = 0
    for end in range(10, len(text), 10):
        before = relay.sent
        relay.round(text[:end])
        assert "bob" not in relay.sent
        assert "<EMAIL_ADDRESS_" not in relay.sent
        grew += relay.sent != before
    assert grew >= 2
    relay.round(text, final=True)
    assert (
        relay.sent
        == REPLY.format(token="jane@example.org").replace("bob.builder@example.org", "<EMAIL_ADDRESS>") + more
    )


def test_a_stream_is_recorded_once_for_what_is_found_and_again_for_more(call: Any) -> None:
    which = new_call()
    relay = Relay(call, which)
    start = "Write to bob.builder@example.org and tell him. "
    more = "And then, when that is done, there is something else, but not now. "
    for text in (start, start + more, start + more * 2):
        relay.round(text)
    assert len(relay.records) == 1
    relay.round(start + more * 2 + "Or to ann@example.org.", final=True)
    assert len(relay.records) == 2


def test_what_could_not_be_recorded_is_not_taken_for_recorded(
    start: Callable[..., Any], places: Path
) -> None:
    call = start("policy: outage\ncompletion: {entities: {EMAIL_ADDRESS: redact}}\n")
    body = response(texts=["to bob.builder@example.org"], litellm_call_id=new_call())
    away = places.with_name("away")
    places.rename(away)
    try:
        for _ in range(2):
            assert call(PATH, body).status == 503
    finally:
        away.rename(places)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_however_a_stream_is_cut_it_ends_as_the_whole_reply(call: Any, data: st.DataObject) -> None:
    which = new_call()
    issued = token(call, which)
    pieces = st.sampled_from(
        [
            f" {issued} ",
            " bob@example.org ",
            " is here.",
            " 😀",
            "\n",
            " A sentence that goes on for a while. ",
            " word",
        ]
    )
    text = "".join(data.draw(st.lists(pieces, min_size=1, max_size=25)))
    cuts = data.draw(st.lists(st.integers(1, len(text)), max_size=6).map(sorted))
    relay = Relay(call, which)
    for cut in cuts:
        relay.round(text[:cut])
    relay.round(text, final=True)
    whole = call(PATH, response(texts=[text], litellm_call_id=new_call()))
    expected = whole.body.get("texts", [text])[0].replace(issued, "jane@example.org")
    assert relay.sent == expected


@pytest.mark.parametrize("text", ['{"a": "x', r"quoted \u0041 once", "[1, 2]"])
def test_what_cannot_be_cut_is_held_as_a_whole(call: Any, text: str) -> None:
    sent = call(PATH, response(texts=[text, "A long sentence of plain words that ends here. " * 4]))
    first, second = sent.body["stream_holdback_chars"]
    assert first == len(text)
    assert second < 188


def test_a_policy_that_holds_everything_holds_everything(start: Callable[..., Any]) -> None:
    call = start("policy: all\nstream: {hold: all}\ncompletion: {entities: {EMAIL_ADDRESS: redact}}\n")
    text = "A long sentence of plain words that ends here. " * 6
    assert call(PATH, response(texts=[text])).body["stream_holdback_chars"] == [len(text)]


def test_in_shadow_mode_nothing_changes(start: Callable[..., Any]) -> None:
    call = start(
        "policy: shade\nmode: shadow\nprompt: {entities: {'*': block}}\ncompletion: {entities: {'*': redact}}\n"
    )
    assert call(PATH, request(texts=[MAIL])).body == {"action": "NONE"}
    sent = call(PATH, response(texts=[MAIL]))
    assert sent.body["action"] == "NONE"
    assert "x-guard-record" not in sent.headers


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "input_type"),
        (request(input_type="zebra"), "input_type"),
        (request(texts="zebra"), "texts"),
        (request(texts=[3]), "texts[0]"),
        (request(texts=[None]), "texts[0]"),
        (request(structured_messages={"zebra": 1}), "structured_messages"),
        (request(tools=["zebra"]), "tools[0]"),
        (request(tool_calls=[["zebra"]]), "tool_calls[0]"),
        (request(images=[{"zebra": 1}]), "images[0]"),
        (request(litellm_call_id="z" * 257), "litellm_call_id"),
    ],
)
def test_bad_input(call: Any, body: dict[str, Any], place: str) -> None:
    sent = call(PATH, body)
    assert (sent.status, sent.body["error"]["param"]) == (400, place)
    assert "zebra" not in sent.text
