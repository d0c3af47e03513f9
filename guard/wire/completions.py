"""OpenAI text completions: which places are special, what must hold, how a refusal looks.

Source: OpenAI's OpenAPI description of ``POST /v1/completions``. A chunk of a stream has the shape of a reply.
"""

import json
from collections.abc import Mapping
from typing import Any

from guard.errors import WireError
from guard.wire import fields
from guard.wire.document import Paths

_NAMES = fields.FILTERS.union(
    """
    accepted_prediction_tokens audio_tokens best_of cache_write_tokens cached_tokens choices code
    completion_tokens completion_tokens_details created echo error finish_reason frequency_penalty id
    image_tokens include_obfuscation include_usage index logit_bias logprobs max_tokens message model n
    obfuscation object param presence_penalty prompt prompt_tokens prompt_tokens_details reasoning_tokens
    rejected_prediction_tokens seed stop stream stream_options suffix system_fingerprint temperature text
    text_offset text_tokens token_logprobs tokens top_logprobs top_p total_tokens type usage user
    """.split(),
)

REQUEST = Paths(
    opaque=frozenset(("/model", "/seed")), tokens=frozenset(("/prompt", "/prompt/*")), names=_NAMES
)
REPLY = Paths(
    opaque=frozenset(
        "/choices/*/finish_reason /created /id /model /object /system_fingerprint /error/code /error/type".split()
    ),
    groups=frozenset(("/choices/*/logprobs",)),
    names=_NAMES,
)


def validate(body: Mapping[str, Any]) -> None:
    """Check the parts of a request that decide what is screened; the rest is the provider's business.

    Raises:
        WireError: naming the first field at fault.
    """
    fields.expect(body, "model", str, "a string")
    fields.text_or_tokens(body, "prompt", missing=True)
    if not isinstance(body.get("stream", False), bool | None):
        raise WireError("stream: expected true or false", param="stream")


def refused_reply(reply: Mapping[str, Any]) -> bytes:
    """Give the reply that stands for a blocked completion: same envelope, no text.

    Args:
        reply: the provider's reply, of which only ids, counts and the number of choices are kept.
    """
    count = max(1, len(fields.array(reply.get("choices"))))
    choices = [
        {"text": "", "index": index, "logprobs": None, "finish_reason": "content_filter"}
        for index in range(count)
    ]
    return json.dumps({**envelope(reply), "choices": choices, **fields.usage(reply)}).encode()


def envelope(source: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a reply or chunk that hold no text, in the provider's order."""
    return fields.envelope(source, "text_completion", "cmpl-guard")
