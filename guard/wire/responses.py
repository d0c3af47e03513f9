"""OpenAI's Responses API: which places are special, what must hold, how a refused reply looks.

Requests and replies share their items, parts and tools, so the places inside them are written once.
Source: OpenAI's OpenAPI description of ``POST /v1/responses`` and the operations below it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from guard.errors import WireError
from guard.wire import fields
from guard.wire.document import Paths

_NAMES = fields.FILTERS.union(
    fields.MODERATION,
    """
    access_programs acknowledged_safety_checks action actions additionalProperties allowed_callers
    allowed_domains allowed_tools always annotations approval_request_id approve arguments async attributes
    audio authorization background background_options button bytes cache_missed_tokens cache_write_tokens
    cache_write_tokens_details cached_image_tokens cached_text_tokens cached_tokens cached_tokens_details
    call_id caller caller_id city code command commands compact_threshold comparison_response_id
    comparison_reusable_tokens completed_at completion_window complexity connector_id container container_id
    content context context_compression context_management continuation_id conversation country created_at
    created_by cyber data default defer_loading definition deleted description detail detailed_explanation
    diff display_height display_width domain domain_secrets effort embedding_weight encrypted_content
    end_index enum env environment error error_type execution exit_code external_web_access file_data file_id
    file_ids file_url filename filters fingerprint first_id format frame_count frame_duration_ms
    generate_summary has_more headers hybrid_search id image image_gen image_tokens image_url include
    include_obfuscation incomplete_details index input_audio input_fidelity input_image_mask input_schema
    input_tokens input_tokens_details input_transformations instructions items key keys last_id logprob
    logprobs logs max_num_results max_output_length max_output_tokens max_tool_calls media_type memory_limit
    message metadata misalignment mode model moderation_details moderation_stage name namespace
    network_policy never num_requests object operation outcome output_compression output_format output_schema
    output_tokens output_tokens_details outputs parallel_tool_calls param parameters partial_images path
    pattern pending_safety_checks personality phase policy previous_response_id prewarm prompt
    prompt_cache_breakpoint prompt_cache_diagnostics prompt_cache_key prompt_cache_options
    prompt_cache_retention properties quality queries query ranker ranking_options read_only reason reasoning
    reasoning_tokens refusal region require_approval required result review_target revised_prompt role
    safety_identifier schema score score_threshold scroll_x scroll_y search_content_types
    search_context_size server_description server_label server_url service_tier size skill_id skills source
    sources start_index status stderr stdout steer store stream stream_options strict summary svg svg_usage
    syntax temperature text text_tokens text_weight timeout_ms timezone title token tool_choice tool_names
    tool_usage tools top_logprobs top_p total_tokens transcript truncation ttl ttl_12h_tokens ttl_30m_tokens
    tunnel_id type url usage user user_location value variables vector_store_ids verbosity version web_search
    working_directory x y
    """.split(),
)

_PART = "/detail /input_audio/format /prompt_cache_breakpoint/mode /prompt_cache_breakpoint/ttl /type".split()
_PART_BINARY = "/file_data /file_id /file_url /image_url /input_audio/data".split()
_TOOL = """
    /action /allowed_callers/* /background /complexity /connector_id /container /container/memory_limit
    /container/network_policy/type /container/type /environment /environment/container_id
    /environment/memory_limit /environment/network_policy/type /environment/skills/*/skill_id
    /environment/skills/*/source/media_type /environment/skills/*/source/type /environment/skills/*/type
    /environment/skills/*/version /environment/type /execution /filters/filters/*/type /filters/type
    /format/syntax /format/type /input_fidelity /model /moderation /output_format /quality
    /ranking_options/ranker /require_approval /search_content_types/* /search_context_size /size /svg/model
    /svg/reasoning/effort /tunnel_id /type /user_location/type /vector_store_ids/*
    """.split()
_TOOL_BINARY = """
    /container/file_ids/* /environment/file_ids/* /environment/skills/*/source/data
    /input_image_mask/file_id /input_image_mask/image_url
    """.split()


def _under(prefix: str, patterns: Iterable[str]) -> frozenset[str]:
    """Give patterns as they are below another."""
    return frozenset(prefix + pattern for pattern in patterns)


_TOOLS = _under("/tools/*", _TOOL) | _under("/tools/*/tools/*", _TOOL)
_TOOLS_BINARY = _under("/tools/*", _TOOL_BINARY)
_ITEM = frozenset(
    """
    /acknowledged_safety_checks/*/code /acknowledged_safety_checks/*/id /action /action/button
    /action/sources/*/type /action/type /actions/*/button /actions/*/type /approval_request_id /background
    /call_id /caller/caller_id /caller/type /container_id /content/*/annotations/*/container_id
    /content/*/annotations/*/file_id /content/*/annotations/*/type /environment/container_id
    /environment/type /error/code /error/moderation_details/moderation_stage /error/type /execution
    /fingerprint /id /operation/type /output/*/outcome/type /output/type /output_format /outputs/*/type
    /pending_safety_checks/*/code /pending_safety_checks/*/id /phase /quality /reasoning/effort
    /results/*/file_id /role /size /status /summary/*/type /svg_usage/model /text/format/type /type
    """.split()
).union(_under("/content/*", _PART), _under("/output/*", _PART), _TOOLS)
_ITEM_BINARY = frozenset("/output/file_id /output/image_url /outputs/*/url".split()).union(
    _under("/content/*", _PART_BINARY), _under("/output/*", _PART_BINARY), _TOOLS_BINARY
)
_SETTINGS = frozenset(
    """
    /access_programs/cyber /conversation /conversation/id /image/context_compression /model
    /previous_response_id /prompt/id /prompt/version /prompt_cache_options/comparison_response_id
    /prompt_cache_options/mode /prompt_cache_options/ttl /prompt_cache_retention /reasoning/context
    /reasoning/effort /reasoning/generate_summary /reasoning/mode /reasoning/summary /service_tier
    /text/format/type /text/verbosity /tool_choice /tool_choice/mode /tool_choice/tools/*/type
    /tool_choice/type /truncation
    """.split()
).union(_under("/prompt/variables/?", _PART), _TOOLS)
_SETTINGS_BINARY = _under("/prompt/variables/?", _PART_BINARY) | _TOOLS_BINARY

REQUEST = Paths(
    opaque=frozenset(
        """
        /background_options/completion_window /background_options/continuation_id /context_management/*/type
        /include/* /moderation/model /moderation/policy/input/mode /moderation/policy/output/mode
        """.split()
    ).union(_SETTINGS, _under("/input/*", _ITEM)),
    binary=_SETTINGS_BINARY | _under("/input/*", _ITEM_BINARY),
    sealed=frozenset(("/input/*/encrypted_content",)),
    groups=frozenset(("/input/*/content/*/logprobs",)),
    names=_NAMES,
)
REPLY = Paths(
    opaque=frozenset(
        """
        /completed_at /created_at /error/code /error/type /id /incomplete_details/reason
        /input_transformations/*/action /input_transformations/*/id /input_transformations/*/reason
        /input_transformations/*/type /moderation/input/code /moderation/input/model /moderation/input/type
        /moderation/output/code /moderation/output/model /moderation/output/type /object /prompt_cache_diagnostics/reason /prompt_cache_diagnostics/type
        /status
        """.split()
    ).union(
        _SETTINGS,
        _under("/output/*", _ITEM),
        _under("/instructions/*", _ITEM),
    ),
    binary=_SETTINGS_BINARY.union(
        ("/audio/data", "/output/*/partial_images/*", "/output/*/result"),
        _under("/output/*", _ITEM_BINARY),
        _under("/instructions/*", _ITEM_BINARY),
    ),
    sealed=frozenset(("/output/*/encrypted_content", "/instructions/*/encrypted_content")),
    groups=frozenset(("/output/*/content/*/logprobs",)),
    names=_NAMES,
)
INPUT_ITEMS = Paths(
    opaque=frozenset("/error/code /error/type /first_id /last_id /object".split()) | _under("/data/*", _ITEM),
    binary=_under("/data/*", _ITEM_BINARY),
    sealed=frozenset(("/data/*/encrypted_content",)),
    groups=frozenset(("/data/*/content/*/logprobs",)),
    names=_NAMES,
)

QUERY = frozenset(("include", "include[]", "include_obfuscation", "stream"))
"""What may be asked of a stored response; ``starting_after`` may not, see `guard.wire.table.RESPONSE`."""
ITEMS_QUERY = frozenset(("after", "include", "include[]", "limit", "order"))
"""What may be asked of the input of a stored response."""

_COUNTS = ("input_tokens", "output_tokens", "total_tokens")
_DETAILS = {
    "input_tokens_details": ("cache_write_tokens", "cached_tokens"),
    "output_tokens_details": ("reasoning_tokens",),
}
_LATEST = 1 << 33  # seconds since the epoch, some time in 2242


def validate(body: Mapping[str, Any]) -> None:
    """Check the parts of a request that decide what is screened; the rest is the provider's business.

    Raises:
        WireError: naming the first field at fault.
    """
    for name in ("model", "previous_response_id"):
        _maybe(body, name, str, "a string")
    for name in ("stream", "store", "background"):
        _maybe(body, name, bool, "true or false")
    _maybe(body, "tools", list, "an array")
    _maybe(body, "input", str | list, "a string or an array of items")
    for index, item in enumerate(fields.array(body.get("input"))):
        _item(item, f"input[{index}]")
    conversation = body.get("conversation")
    if isinstance(conversation, dict):
        conversation = conversation.get("id", "")
    if not isinstance(conversation, str | None) or conversation == "":
        raise WireError("conversation: expected an id or an object with an `id`", param="conversation")


def _maybe(body: Mapping[str, Any], name: str, kind: Any, what: str) -> None:
    if not isinstance(body.get(name), kind | None):
        raise WireError(f"{name}: expected {what}", param=name)


def _item(item: Any, at: str) -> None:
    if not isinstance(item, dict):
        raise WireError(f"{at}: expected an object", param=at)
    if not isinstance(item.get("type"), str | None):
        raise WireError(f"{at}.type: expected a string", param=f"{at}.type")
    content = item.get("content")
    if not isinstance(content, str | list | None):
        raise WireError(f"{at}.content: expected a string, an array of parts or null", param=f"{at}.content")
    for index, part in enumerate(fields.array(content)):
        if not isinstance(part, dict) or not isinstance(part.get("type"), str):
            where = f"{at}.content[{index}]"
            raise WireError(f"{where}: expected an object with a `type`", param=where)


def history(body: Mapping[str, Any]) -> str | None:
    """Give the id of what a request continues that is not in it: a response, a conversation, a stored item.

    Args:
        body: a request that `validate` accepted.
    """
    conversation = body.get("conversation")
    if isinstance(conversation, dict):
        conversation = conversation.get("id")
    references = (
        item.get("id") for item in fields.array(body.get("input")) if item.get("type") == "item_reference"
    )
    named = (body.get("previous_response_id"), conversation, *references)
    return next((each for each in named if isinstance(each, str) and each), None)


def keeps(body: Mapping[str, Any]) -> bool:
    """Tell whether the provider stores the exchange, so that a later request can continue it.

    It does unless told not to; a background response is stored in any case. What is stored is what was
    sent, so already rewritten: storing alone tells the provider nothing new.
    """
    return body.get("store") is not False or body.get("background") is True


def refused_reply(reply: Mapping[str, Any]) -> bytes:
    """Give the reply that stands for a blocked completion: same envelope, a message without text.

    Args:
        reply: the provider's reply, of which only ids and counts are kept.
    """
    output = fields.array(reply.get("output"))
    ids = (item.get("id") for item in output if isinstance(item, dict) and item.get("type") == "message")
    message = {
        "id": fields.name(next(ids, None), "msg_guard"),
        "type": "message",
        "status": "incomplete",
        "role": "assistant",
        "content": [{"type": "output_text", "text": "", "annotations": []}],
    }
    return json.dumps({**incomplete(reply), "output": [message]}).encode()


def incomplete(source: Mapping[str, Any]) -> dict[str, Any]:
    """Give a response that a content filter ended, without any output: ids and counts are the source's."""
    return {
        **envelope(source, "incomplete"),
        "incomplete_details": {"reason": "content_filter"},
        **_usage(source),
    }


def envelope(source: Mapping[str, Any], status: str) -> dict[str, Any]:
    """Give a response that holds nothing but what every client expects to be there.

    Args:
        source: the provider's response, of which id, time and model are kept if they look like ones.
        status: how far it is.
    """
    created = source.get("created_at")
    return {
        "id": fields.name(source.get("id"), "resp_guard"),
        "object": "response",
        "created_at": created if isinstance(created, int | float) and 0 <= created <= _LATEST else 0,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": fields.name(source.get("model"), "unknown"),
        "output": [],
        "parallel_tool_calls": source.get("parallel_tool_calls") is not False,
        "temperature": None,
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
    }


def _usage(reply: Mapping[str, Any]) -> dict[str, Any]:
    usage = reply.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    if not all(isinstance(counts.get(each), int) for each in _COUNTS):
        return {}
    details = {
        group: {name: _count(counts, group, name) for name in names} for group, names in _DETAILS.items()
    }
    return {"usage": {**{each: counts[each] for each in _COUNTS}, **details}}


def _count(counts: Mapping[str, Any], group: str, name: str) -> int:
    details = counts.get(group)
    value = details.get(name) if isinstance(details, dict) else 0
    return value if isinstance(value, int) else 0
