"""OpenAI speech: a text goes in, sound comes out, which no detector here can read.

Transcriptions and translations are multipart with sound in it and are no routes of ours, so they are refused.
Source: OpenAI's OpenAPI description of ``POST /v1/audio/speech``.
"""

from collections.abc import Mapping
from typing import Any

from guard.wire import fields
from guard.wire.document import Paths

_NAMES = frozenset(
    """
    code error id input instructions message model param response_format speed stream_format type voice
    """.split()
)

REQUEST = Paths(
    opaque=frozenset("/model /response_format /stream_format /voice /voice/id".split()), names=_NAMES
)
REPLY = Paths(opaque=frozenset(("/error/code", "/error/type")), names=_NAMES)


def validate(body: Mapping[str, Any]) -> None:
    """Check the parts of a request that decide what is screened; the rest is the provider's business.

    Raises:
        WireError: naming the first field at fault.
    """
    fields.expect(body, "model", str, "a string")
    fields.expect(body, "input", str, "a string")
