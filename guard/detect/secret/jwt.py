"""JSON Web Token: three base64url parts, the first of which decodes to a header. RFC 7519."""

import base64
import json

from guard.detect.patterns import Pattern, PatternDetector


def _has_header(token: str) -> bool:
    head = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        return False
    return isinstance(header, dict) and "alg" in header


JWT = PatternDetector(
    "JWT",
    [Pattern(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}", 0.9)],
    validate=_has_header,
    source="https://www.rfc-editor.org/rfc/rfc7519",
    flags=0,
)
