"""OpenAI embeddings: texts, or their tokens, go in and numbers come out.

Source: OpenAI's OpenAPI description of ``POST /v1/embeddings``.
"""

from collections.abc import Mapping
from typing import Any

from guard.wire import fields
from guard.wire.document import Paths

_NAMES = frozenset(
    """
    code data dimensions embedding encoding_format error id index input message model object param
    prompt_tokens total_tokens type usage user
    """.split()
)

REQUEST = Paths(
    opaque=frozenset(("/encoding_format", "/model")),
    tokens=frozenset(("/input", "/input/*")),
    names=_NAMES,
)
REPLY = Paths(
    opaque=frozenset("/data/*/object /error/code /error/type /id /model /object".split()),
    vectors=frozenset(("/data/*/embedding",)),
    names=_NAMES,
)


def validate(body: Mapping[str, Any]) -> None:
    """Check the parts of a request that decide what is screened; the rest is the provider's business.

    Raises:
        WireError: naming the first field at fault.
    """
    fields.expect(body, "model", str, "a string")
    fields.text_or_tokens(body, "input")
