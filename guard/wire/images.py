"""OpenAI image generation: a text goes in; what comes out no detector here can read.

The pictures of a reply, and links to them, are content that is not scannable, on which the policy
decides; the prompt as the provider revised it is a text like any other. Edits and variations are
multipart with a picture in it and are no routes of ours, so they are refused. A stream would be made
of pictures only: it is refused too.
Source: OpenAI's OpenAPI description of ``POST /v1/images/generations``.
"""

from collections.abc import Mapping
from typing import Any

from guard.errors import WireError
from guard.wire import fields
from guard.wire.document import Paths

_NAMES = fields.FILTERS.union(
    """
    b64_json background code complexity created data effort error frame_count frame_duration_ms image_tokens
    input_tokens input_tokens_details message model moderation n output_compression output_format
    output_tokens output_tokens_details param partial_images prompt quality reasoning reasoning_tokens
    response_format revised_prompt safety_identifier size stream style svg svg_usage text_tokens
    total_tokens type url usage user
    """.split(),
)

REQUEST = Paths(
    opaque=frozenset(
        """
        /background /complexity /model /moderation /output_format /quality /response_format /size /style
        /svg/model /svg/reasoning/effort
        """.split()
    ),
    names=_NAMES,
)
REPLY = Paths(
    opaque=frozenset(
        "/background /created /error/code /error/type /output_format /quality /size /svg_usage/model".split()
    ),
    binary=frozenset(("/data/*/b64_json", "/data/*/url")),
    names=_NAMES,
)


def validate(body: Mapping[str, Any]) -> None:
    """Check the parts of a request that decide what is screened; the rest is the provider's business.

    Raises:
        WireError: naming the first field at fault.
    """
    fields.expect(body, "prompt", str, "a string")
    if body.get("stream") not in (None, False):
        raise WireError(
            "stream: expected false: nothing of a stream of pictures can be screened", param="stream"
        )
