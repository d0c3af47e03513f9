"""OpenAI chat completions: which places are special, what must hold, how a refusal looks.

Source: OpenAI's OpenAPI description of ``POST /v1/chat/completions`` and its chunk objects.
"""

import json
from collections.abc import Mapping
from typing import Any

from guard.errors import WireError
from guard.wire import fields
from guard.wire.document import Paths

_NAMES = fields.FILTERS.union(
    fields.MODERATION,
    """
    accepted_prediction_tokens additionalProperties allowed_tools annotations approximate arguments array
    audio audio_tokens bytes cache_write_tokens cached_tokens choices city code completion_tokens
    completion_tokens_details content context_length_exceeded country created custom data definition delta
    description detail effort enabled end_index enum error expires_at file file_data file_id filename
    filter_results finish_reason format frequency_penalty function function_call functions grammar id
    image_tokens image_url include_obfuscation include_usage index input input_audio items json_schema
    logit_bias logprob logprobs max_completion_tokens max_tokens message messages metadata modalities mode
    model moderation n name obfuscation object parallel_tool_calls param parameters policy prediction
    presence_penalty prompt_cache_breakpoint prompt_cache_key prompt_cache_options prompt_cache_retention
    prompt_tokens prompt_tokens_details properties reasoning reasoning_content reasoning_effort
    reasoning_tokens refusal region rejected_prediction_tokens required response_format role
    safety_identifier schema search_context_size seed service_tier start_index stop store stream
    stream_options strict syntax system_fingerprint temperature text text_tokens timezone title token
    tool_call_id tool_calls tool_choice tools top_logprobs top_p total_tokens transcript ttl type url
    url_citation usage user user_location verbosity voice web_search_options
    """.split(),
)

REQUEST = Paths(
    opaque=frozenset(
        """
        /audio/format /audio/voice /audio/voice/id
        /messages/*/content/*/image_url/detail /messages/*/content/*/input_audio/format
        /messages/*/content/*/type /messages/*/role /messages/*/tool_call_id /messages/*/tool_calls/*/id
        /messages/*/tool_calls/*/type /modalities/* /model /moderation/model /moderation/policy/input/mode
        /moderation/policy/output/mode /prompt_cache_options/mode /prompt_cache_options/ttl
        /prompt_cache_retention /reasoning_effort /response_format/type /seed
        /service_tier /tool_choice /tool_choice/type /tools/*/custom/format/type /tools/*/type /verbosity
        """.split()
    ),
    binary=frozenset(
        """
        /messages/*/audio/id /messages/*/content/*/file/file_data /messages/*/content/*/file/file_id
        /messages/*/content/*/image_url
        /messages/*/content/*/image_url/url /messages/*/content/*/input_audio/data
        """.split()
    ),
    names=_NAMES,
)

_CHOICE = "/choices/*"
REPLY = Paths(
    opaque=frozenset(
        """
        /choices/*/finish_reason /choices/*/message/role /choices/*/message/tool_calls/*/id
        /choices/*/message/tool_calls/*/type /choices/*/message/annotations/*/type
        /choices/*/message/audio/expires_at /choices/*/message/audio/id /created /id /model /object
        /service_tier /system_fingerprint /error/code /error/type
        """.split()
    ),
    binary=frozenset(("/choices/*/message/audio/data",)),
    groups=frozenset((f"{_CHOICE}/logprobs",)),
    names=_NAMES,
)

CHUNK = Paths(
    opaque=frozenset(
        """
        /choices/*/finish_reason /choices/*/delta/role /choices/*/delta/tool_calls/*/id
        /choices/*/delta/tool_calls/*/type /created /id /model /object /service_tier /system_fingerprint
        """.split()
    ),
    binary=frozenset(("/choices/*/delta/audio/data",)),
    groups=frozenset((f"{_CHOICE}/logprobs",)),
    names=_NAMES,
)


def validate(body: Mapping[str, Any]) -> None:
    """Check the parts of a request that decide what is screened; the rest is the provider's business.

    Raises:
        WireError: naming the first field at fault.
    """
    fields.expect(body, "model", str, "a string")
    fields.expect(body, "messages", list, "an array of messages")
    if not body["messages"]:
        raise WireError("messages: expected at least one message", param="messages")
    if not isinstance(body.get("stream", False), bool | None):
        raise WireError("stream: expected true or false", param="stream")
    for index, message in enumerate(body["messages"]):
        _message(message, f"messages[{index}]")
    for name in ("tools", "functions"):
        if not isinstance(body.get(name), list | None):
            raise WireError(f"{name}: expected an array", param=name)


def _message(message: Any, at: str) -> None:
    if not isinstance(message, dict):
        raise WireError(f"{at}: expected an object", param=at)
    if not isinstance(message.get("role"), str):
        raise WireError(f"{at}.role: expected a string", param=f"{at}.role")
    content = message.get("content")
    if not isinstance(content, str | list | None):
        raise WireError(f"{at}.content: expected a string, an array of parts or null", param=f"{at}.content")
    for index, part in enumerate(content if isinstance(content, list) else ()):
        if not isinstance(part, dict) or not isinstance(part.get("type"), str):
            where = f"{at}.content[{index}]"
            raise WireError(f"{where}: expected an object with a `type`", param=where)
    calls = message.get("tool_calls")
    if calls is not None and not (isinstance(calls, list) and all(isinstance(call, dict) for call in calls)):
        raise WireError(f"{at}.tool_calls: expected an array of objects", param=f"{at}.tool_calls")


def refused_reply(reply: Mapping[str, Any]) -> bytes:
    """Give the reply that stands for a blocked completion: same envelope, no text.

    Args:
        reply: the provider's reply, of which only ids, counts and choice indices are kept.
    """
    choices = [
        {
            "index": index,
            "message": {"role": "assistant", "content": "", "refusal": None},
            "logprobs": None,
            "finish_reason": "content_filter",
        }
        for index in range(max(1, len(fields.array(reply.get("choices")))))
    ]
    return json.dumps(
        {**envelope(reply, "chat.completion"), "choices": choices, **fields.usage(reply)}
    ).encode()


def envelope(source: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Give the fields of a reply or chunk that hold no text, in the provider's order."""
    return fields.envelope(source, kind, "chatcmpl-guard")
