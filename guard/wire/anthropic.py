"""Anthropic Messages: which places are special, what must hold, how refusals and errors look.

Source: Anthropic's description of ``POST /v1/messages`` and ``/v1/messages/count_tokens``, and of their
beta, as the types of its SDK have it. Blocks of content stand at many places and inside each other, so
their places are written once and put together for each.

A picture or a file in base64 is told by its looks: ``source.data`` may as well be plain text. One of
less than 256 characters is read as text.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from guard.errors import WireError
from guard.wire import fields
from guard.wire.document import Paths

_NAMES = frozenset(
    """
    active allowed_callers allowed_domains allowed_tools applied_edits authorization_token betas bill_to
    billing_policy block_binding blocked_domains budget_tokens cache_control cache_creation
    cache_creation_input_tokens cache_miss_reason cache_missed_input_tokens cache_read_input_tokens caching
    caller category citation citations cited_text city clear_at clear_at_least clear_tool_inputs
    cleared_input_tokens cleared_thinking_turns cleared_tool_uses client_tool_results close_tab compaction
    configs container content content_block context context_management country cursor_position data
    default_config defer_loading definition delta description details diagnostics disable_parallel_tool_use
    display display_height_px display_number display_width_px document_index document_title double_click
    download_id eager_input_streaming edits effort enable_zoom enabled encrypted_content encrypted_index
    encrypted_stdout end_block_index end_char_index end_page_number ephemeral_1h_input_tokens
    ephemeral_5m_input_tokens error error_code error_message estimated_tokens exclude_tools expires_at
    explanation fallback_credit fallback_credit_token fallback_has_prefill_claim fallbacks file_id file_type
    file_upload find form_input format from get_page_text hold_key hover id index inference_geo input
    input_examples input_schema input_tokens input_transformations instructions is_error is_file_update
    iterations javascript_exec keep key left_click left_click_drag left_mouse_down left_mouse_up lines
    list_tabs max_characters max_content_tokens max_tokens max_uses mcp_server_name mcp_servers media_type
    message messages metadata middle_click mode model mouse_move name navigate new_lines new_start new_tab
    num_lines old_lines old_start original_input_tokens output_config output_tokens output_tokens_details
    oversized_image page_age path pause_after_compaction prefix_mismatch_behavior previous_message_id
    properties read_console read_network read_page reason recommended_model region remaining remove_to_redeem
    request_id required response_inclusion retrieved_at return_code right_click role schema screenshot scroll
    scroll_to search_result_index server_name server_tool_results server_tool_use service_tier signature
    size_bytes skill_id skills source speed start_block_index start_char_index start_line start_page_number
    state_changes status stderr stdout stop_details stop_reason stop_sequence stop_sequences stream strict
    switch_tab system tab_id tabs task_budget temperature text thinking thinking_tokens thread timezone title
    to token tool tool_changes tool_choice tool_configuration tool_id tool_name tool_references tool_use_id
    tools toolset_name top_k top_p total total_lines transformations trigger triple_click ttl type url
    url_sources usage use_cache user_id user_input user_location user_profile_id value version wait
    web_fetch_requests web_search_requests workspace_id zoom
    """.split()
)

# Where blocks stand in a block: results of tools, and documents in them, hold blocks of their own.
_WITHIN = (
    "",
    "/content",
    "/content/*",
    "/content/*/content/*",
    "/content/*/source/content/*",
    "/content/content",
    "/content/content/*",
    "/content/content/source/content/*",
    "/source/content/*",
)
_OPAQUE = """
    /cache_control/ttl /cache_control/type /caller/tool_id /caller/type /citations/*/file_id /citations/*/type
    /error_code /file_type /from/model /id /retrieved_at /source/media_type /source/type /state_changes/*/download_id
    /state_changes/*/tab_id /state_changes/*/type /tabs/*/tab_id /to/model /tool_references/*/cache_control/ttl
    /tool_references/*/cache_control/type /tool_references/*/type /tool_use_id /toolset_name
    /transformations/oversized_image /trigger/category /trigger/type /type
""".split()
# What only the provider can read again: it must come back to it as it is.
_SEALED = """
    /citations/*/encrypted_index /content/encrypted_content /content/encrypted_stdout /encrypted_content /signature
""".split()
# Content that the provider would fetch: nobody here has seen it.
_BINARY = ("/source/file_id", "/source/url")


def _blocks(root: str, suffixes: tuple[str, ...] | list[str]) -> Iterator[str]:
    """Yield the places of a block, and of every block inside it."""
    return (root + within + suffix for within in _WITHIN for suffix in suffixes)


REQUEST = Paths(
    opaque=frozenset(
        (
            *_blocks("/messages/*/content/*", _OPAQUE),
            *_blocks("/system/*", _OPAQUE),
            *"""
            /billing_policy/bill_to /billing_policy/type /cache_control/ttl /cache_control/type /compaction/type
            /container /container/id /container/skills/*/skill_id /container/skills/*/type
            /container/skills/*/version /context_management/edits/*/keep/type /context_management/edits/*/trigger/type
            /context_management/edits/*/type /diagnostics/previous_message_id /fallbacks /fallbacks/*/model
            /fallback_credit_token /inference_geo /mcp_servers/*/authorization_token /mcp_servers/*/type
            /messages/*/clear_at /messages/*/content/*/content/content/*/file_id /messages/*/output_config/effort
            /messages/*/role /model /output_config/effort /output_config/format/type /service_tier /speed
            /thinking/display /thinking/type /thread/previous_message_id /thread/type /tool_choice/type
            /tools/*/allowed_callers/* /tools/*/cache_control/ttl /tools/*/cache_control/type /tools/*/model
            /tools/*/response_inclusion /tools/*/type /tools/*/user_location/type /user_profile_id /workspace_id
            """.split(),
        )
    ),
    binary=frozenset((*_blocks("/messages/*/content/*", _BINARY), "/messages/*/content/*/file_id")),
    sealed=frozenset((*_blocks("/messages/*/content/*", _SEALED), "/messages/*/content/*/data")),
    names=_NAMES,
)

BLOCK = Paths(
    opaque=frozenset((*_blocks("", _OPAQUE), "/content/content/*/file_id", "/file_id")),
    binary=frozenset(_blocks("", _BINARY)),
    sealed=frozenset((*_blocks("", _SEALED), "/data")),
    names=_NAMES,
)
"""One block of a reply's content, as a stream brings it."""

REPLY = Paths(
    opaque=frozenset(
        (
            *(f"/content/*{place}" for place in BLOCK.opaque),
            *"""
            /container/expires_at /container/id /container/skills/*/skill_id /container/skills/*/type
            /container/skills/*/version /context_management/applied_edits/*/type /diagnostics/cache_miss_reason/type
            /error/details/error_code /error/type /id /input_transformations/*/path /input_transformations/*/reason
            /input_transformations/*/type /model /request_id /role /stop_details/category
            /stop_details/fallback_credit_token /stop_details/recommended_model /stop_details/type /stop_reason /type
            /usage/inference_geo /usage/iterations/*/model /usage/iterations/*/type /usage/service_tier /usage/speed
            """.split(),
        )
    ),
    binary=frozenset(f"/content/*{place}" for place in BLOCK.binary),
    sealed=frozenset(f"/content/*{place}" for place in BLOCK.sealed),
    names=_NAMES,
)

QUERY = frozenset(("beta",))
"""What the SDK puts into the address of a request of its beta."""

_ERRORS = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}
_SERVER = 500
_MOST = 1 << 23  # tokens: a number with more digits may be somebody's
_REFUSED = {
    "type": "refusal",
    "category": None,
    "explanation": "the content filter in front of the provider refused the reply",
}


def error(
    status: int,
    message: str,
    *,
    code: str | None = None,
    param: str | None = None,  # noqa: ARG001  # the message names the field, the API has no place for it
    inner: dict[str, Any] | None = None,  # noqa: ARG001  # Azure's
) -> bytes:
    """Write an error body; a code goes where the API puts the stable name of a cause."""
    kind = _ERRORS.get(status, "api_error" if status >= _SERVER else "invalid_request_error")
    body: dict[str, Any] = {"type": kind, "message": message}
    if code is not None:
        body["details"] = {"error_code": code}
    return json.dumps({"type": "error", "error": body}).encode()


def validate(body: Mapping[str, Any]) -> None:
    """Check the parts of a request that decide what is screened; the rest is the provider's business.

    Raises:
        WireError: naming the first field at fault.
    """
    fields.expect(body, "model", str, "a string")
    fields.expect(body, "messages", list, "an array of messages")
    if not body["messages"]:
        raise WireError("messages: expected at least one message", param="messages")
    if not isinstance(body.get("stream", False), bool):
        raise WireError("stream: expected true or false", param="stream")
    for index, message in enumerate(body["messages"]):
        at = f"messages[{index}]"
        if not isinstance(message, dict):
            raise WireError(f"{at}: expected an object", param=at)
        if not isinstance(message.get("role"), str):
            raise WireError(f"{at}.role: expected a string", param=f"{at}.role")
        _content(message.get("content"), f"{at}.content")
    if "system" in body:
        _content(body["system"], "system")
    if not isinstance(body.get("tools"), list | None):
        raise WireError("tools: expected an array", param="tools")


def _content(content: Any, at: str) -> None:
    if not isinstance(content, str | list):
        raise WireError(f"{at}: expected a string or an array of blocks", param=at)
    for index, block in enumerate(content if isinstance(content, list) else ()):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            where = f"{at}[{index}]"
            raise WireError(f"{where}: expected an object with a `type`", param=where)


def envelope(reply: Mapping[str, Any]) -> dict[str, Any]:
    """Give a message without content, with the ids and counts of a reply that look like some."""
    usage = reply.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    return {
        "id": fields.name(reply.get("id"), "msg_guard"),
        "type": "message",
        "role": "assistant",
        "model": fields.name(reply.get("model"), "unknown"),
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {name: count(counts.get(name)) for name in ("input_tokens", "output_tokens")},
    }


def refused() -> dict[str, Any]:
    """Give what a message that was refused says of its end."""
    return {"stop_reason": "refusal", "stop_sequence": None, "stop_details": _REFUSED}


def refused_reply(reply: Mapping[str, Any]) -> bytes:
    """Give the reply that stands for a blocked completion: same envelope, no content.

    Args:
        reply: the provider's reply, of which only ids and counts are kept.
    """
    return json.dumps({**envelope(reply), **refused()}).encode()


def count(value: Any) -> int:
    """Give a number of tokens, 0 for what is none."""
    return int(value) if isinstance(value, int) and 0 <= value <= _MOST else 0
