"""JSON Web Token: three base64url parts, the first of which decodes to a header. RFC 7519."""

import base64
import json

from guard.detect.patterns import Pattern, PatternDetector

_PART = "[A-Za-z0-9_-]{8,}"


def _has_header(token: str) -> bool:
    head = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and "alg" in header


JWT = PatternDetector(
    "JWT",
    [
        Pattern(rf"\beyJ{_PART}\.{_PART}\.{_PART}", 0.9),
        Pattern(rf"\beyJ{_PART}\.(?:{_PART})?\.{_PART}\.{_PART}\.{_PART}", 0.9),  # encrypted, RFC 7516
        Pattern(rf"\beyJ{_PART}\.eyJ{_PART}\.(?![\w-])", 0.9),  # without a signature
    ],
    validate=_has_header,
    checks="decoded header",
    source="https://www.rfc-editor.org/rfc/rfc7519",
    default=True,
    flags=0,
)
