"""What becomes of signed thinking whose text had to change."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.wire.thinking import unsigned_reply, unsigned_request

SAID = "ann asks"
THINKING = {"type": "thinking", "thinking": SAID, "signature": "sig_01"}
REDACTED = {"type": "redacted_thinking", "data": "sealed"}
TEXT = {"type": "text", "text": "hello"}
CALL = {"type": "tool_use", "id": "toolu_01", "name": "f", "input": {"thinking": SAID, "type": "thinking"}}
USER = {"role": "user", "content": "hi"}


def restore(value: str) -> str:
    return value.replace("<PERSON_AAAAA>", "ann")


def request(*messages: dict[str, Any]) -> str:
    return json.dumps({"model": "m", "messages": messages, "max_tokens": 9})


def assistant(*content: dict[str, Any]) -> dict[str, Any]:
    return {"role": "assistant", "content": list(content)}


def redacted(source: str) -> str:
    return source.replace(SAID, "<PERSON> asks")


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ([THINKING, TEXT], [TEXT]),
        ([TEXT, THINKING], [TEXT]),
        ([THINKING, REDACTED, TEXT, THINKING, CALL], [TEXT, CALL]),
        ([{**THINKING, "thinking": "calm"}, THINKING, TEXT], [TEXT]),
        ([{"type": "thinking", "thinking": SAID}, TEXT], [TEXT]),
    ],
)
def test_thinking_that_was_rewritten_goes(content: list[dict[str, Any]], kept: list[dict[str, Any]]) -> None:
    source = request(USER, assistant(*content), USER)
    assert unsigned_request(source, redacted(source), {}) == redacted(request(USER, assistant(*kept), USER))


def test_a_message_of_nothing_else_goes() -> None:
    source = request(USER, assistant(THINKING, REDACTED), USER)
    assert unsigned_request(source, redacted(source), {}) == request(USER, USER)


def test_thinking_of_other_messages_stays() -> None:
    calm = {**THINKING, "thinking": "calm"}
    source = request(USER, assistant(calm, TEXT), USER, assistant(THINKING, TEXT))
    assert unsigned_request(source, redacted(source), {}) == request(
        USER, assistant(calm, TEXT), USER, assistant(TEXT)
    )


MAIL, TOKEN = "ann@example.org", "<EMAIL_ADDRESS_7KQ2M>"
ASKED = {"role": "user", "content": f"write to {MAIL}"}
NOTED = {**THINKING, "thinking": f"she is {MAIL}"}


def pseudonymised(source: str) -> str:
    return source.replace(MAIL, TOKEN)


@pytest.mark.parametrize(
    "source",
    [
        request(ASKED, assistant(NOTED, TEXT)),
        request(USER, assistant({**TEXT, "text": MAIL}), assistant(NOTED, NOTED)),
        json.dumps({"messages": [USER, assistant(NOTED, TEXT)], "system": f"you work for {MAIL}"}),
        json.dumps({"tools": [{"name": MAIL}], "messages": [USER, assistant(NOTED, TEXT)]}),
    ],
)
def test_a_token_that_was_shown_before_is_as_it_was_signed(source: str) -> None:
    written = pseudonymised(source)
    assert unsigned_request(source, written, {TOKEN: MAIL}) == written


@pytest.mark.parametrize(
    "messages",
    [
        (USER, assistant(NOTED, TEXT)),
        (USER, assistant(NOTED, TEXT), ASKED),
        (USER, assistant(NOTED, {**TEXT, "text": MAIL})),
    ],
)
def test_what_is_a_token_only_now_was_not_signed(messages: tuple[dict[str, Any], ...]) -> None:
    source = request(*messages)
    written = json.loads(unsigned_request(source, pseudonymised(source), {TOKEN: MAIL}))
    assert [block["type"] for block in written["messages"][1]["content"]] == ["text"]


@pytest.mark.parametrize("tokens", [{}, {TOKEN: "bob@example.org"}, {"<EMAIL_ADDRESS_OTHER>": MAIL}])
def test_a_token_of_nobody_was_not_signed(tokens: dict[str, str]) -> None:
    source = request(ASKED, assistant(NOTED, TEXT))
    written = unsigned_request(source, pseudonymised(source), tokens)
    assert written == pseudonymised(request(ASKED, assistant(TEXT)))


def test_a_token_that_the_caller_wrote_was_never_shown_as_one() -> None:
    source = request(USER, assistant({**THINKING, "thinking": f"she is {TOKEN}"}, {**TEXT, "text": SAID}))
    written = unsigned_request(source, redacted(source), {})
    assert written == redacted(source)


def test_of_a_stand_in_it_cannot_be_told() -> None:
    source = request(ASKED, assistant(NOTED, TEXT))
    written = unsigned_request(source, source.replace(MAIL, "eve@example.org"), {"eve@example.org": MAIL})
    assert written == request(ASKED, assistant(TEXT)).replace(MAIL, "eve@example.org")


def test_a_token_beside_a_redaction_was_not_signed() -> None:
    source = request(ASKED, assistant({**NOTED, "thinking": f"{SAID}: {MAIL}"}, TEXT))
    written = redacted(pseudonymised(source))
    assert unsigned_request(source, written, {TOKEN: MAIL}) == pseudonymised(request(ASKED, assistant(TEXT)))


@pytest.mark.parametrize(
    "source",
    [
        request(USER, assistant({"type": "thinking", "thinking": 4155550132}, TEXT)),
        request(USER, assistant({"type": "thinking", "thinking": ["4155550132"]}, TEXT)),
    ],
)
def test_thinking_that_is_no_text_goes_too(source: str) -> None:
    written = source.replace('"4155550132"', '"<PHONE>"').replace(" 4155550132", ' "<PHONE>"')
    assert unsigned_request(source, written, {}) == request(USER, assistant(TEXT))


@pytest.mark.parametrize(
    "source",
    [
        request(USER, assistant(TEXT, CALL)),
        request(USER, assistant({**THINKING, "thinking": "calm"}, {**TEXT, "text": SAID})),
        request(USER, {"role": "assistant", "content": f'{{"thinking": "{SAID}"}}'}),
        request({"role": "user", "content": f'"thinking" {SAID}'}),
    ],
)
def test_what_else_was_rewritten_stays_as_written(source: str) -> None:
    assert redacted(source) != source
    assert unsigned_request(source, redacted(source), {}) == redacted(source)


def test_everything_else_stays_as_it_is_written() -> None:
    source = (
        '{ "n":1.00,\n "messages" : [ {"role":"user","content":[{"type":"text","text":"\\u00e9"}] } ,'
        ' {"content" :[ {"type":"thinking", "thinking":"ann asks","signature":"s"},'
        ' {"type":"text","text":"hi","n":1e3}\t], "role":"assistant"}] , "stream":false }'
    )
    assert unsigned_request(source, redacted(source), {}) == (
        '{ "n":1.00,\n "messages" : [{"role":"user","content":[{"type":"text","text":"\\u00e9"}] },'
        ' {"content" :[{"type":"text","text":"hi","n":1e3}], "role":"assistant"}] , "stream":false }'
    )


def test_a_request_without_changes_is_not_looked_at() -> None:
    source = "never parsed"
    assert unsigned_request(source, source, {}) is source


def reply(*content: Any) -> str:
    return json.dumps({"id": "msg_01", "content": content, "usage": {"output_tokens": 7}})


def test_redacted_thinking_loses_its_signature() -> None:
    source = reply(THINKING, TEXT)
    unsigned = {"type": "thinking", "thinking": "<PERSON> asks", "signature": ""}
    assert unsigned_reply(source, redacted(source), restore) == reply(unsigned, TEXT)


def test_thinking_that_was_only_turned_back_stays_signed() -> None:
    source = reply({**THINKING, "thinking": "<PERSON_AAAAA> asks"}, TEXT)
    assert unsigned_reply(source, restore(source), restore) == reply(THINKING, TEXT)


def test_only_the_thinking_that_changed_loses_its_signature() -> None:
    calm = {**THINKING, "thinking": "calm"}
    source = reply(calm, THINKING, REDACTED, {**THINKING, "signature": "sig_02"})
    signatures = [
        block.get("signature")
        for block in json.loads(unsigned_reply(source, redacted(source), restore))["content"]
    ]
    assert signatures == ["sig_01", "", None, ""]


@pytest.mark.parametrize(
    "source",
    [
        reply({"type": "text", "text": SAID}, THINKING | {"thinking": "calm"}),
        reply({"type": "thinking", "thinking": SAID}),
        reply({"type": "thinking", "thinking": [SAID], "signature": "s"}),
        reply(CALL, "thinking", None),
        json.dumps({"error": {"message": f'"thinking": {SAID}'}}),
        json.dumps({"content": f'"thinking": {SAID}'}),
        json.dumps({"content": {"thinking": SAID, "signature": "s"}}),
        json.dumps([{"thinking": SAID}]),
    ],
)
def test_a_reply_without_signed_thinking_that_changed_stays_as_written(source: str) -> None:
    assert redacted(source) != source
    assert unsigned_reply(source, redacted(source), restore) == redacted(source)


def test_a_reply_without_changes_is_not_looked_at() -> None:
    source = "never parsed"
    assert unsigned_reply(source, source, restore) is source


blocks = st.lists(
    st.one_of(
        st.builds(lambda said: {**THINKING, "thinking": said}, st.sampled_from([SAID, "calm", "", 'a "]}'])),
        st.sampled_from([REDACTED, TEXT, CALL]),
        st.dictionaries(
            st.text(max_size=3), st.text(max_size=3) | st.floats(allow_nan=False), max_size=3
        ).map(lambda given: {"type": "of tomorrow", **given}),
    ),
    max_size=4,
)


@given(st.lists(blocks, min_size=1, max_size=3), st.sampled_from([None, 1]))
def test_what_is_left_of_any_request(contents: list[list[dict[str, Any]]], indent: int | None) -> None:
    body = {"messages": [assistant(*content) for content in contents], "max_tokens": 9}
    source = json.dumps(body, indent=indent)
    changed = [SAID in [block.get("thinking") for block in content] for content in contents]
    expected = [
        assistant(*(block for block in content if not gone or "thinking" not in block["type"]))
        for content, gone in zip(contents, changed, strict=True)
    ]
    kept = [
        message for message, gone in zip(expected, changed, strict=True) if message["content"] or not gone
    ]
    after = json.loads(redacted(json.dumps({**body, "messages": kept})))
    written = unsigned_request(source, redacted(source), {})
    assert json.loads(written) == after
