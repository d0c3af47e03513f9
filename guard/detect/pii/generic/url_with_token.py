"""Tokens, keys and signatures in the query or fragment of a URL; the span is the value.

https://owasp.org/www-community/vulnerabilities/Information_exposure_through_query_strings_in_url
"""

from urllib.parse import unquote

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed, stand_in

_OF = "access|api|auth|bearer|csrf|id|invite|login|magic|oauth|private|refresh|reset|security|session|sso"
_TOKENS = f"(?:{_OF})[_-]?token|token|jwt"
_KEYS = "(?:api|app|access|auth|secret|subscription|private)[_-]?key|hapikey|client[_-]secret|secret|password|passwd|pwd"
_SIGNATURES = "sig|signature|x-(?:amz|goog)-(?:signature|security-token)|saml(?:request|response)"
_SESSIONS = "session[_-]?id|jsessionid|phpsessid"
# Names that are used for much else: only with a long value.
_OTHERS = "code|key|auth|ticket|appid|session|sid|sign|hmac|invite|nonce"
_SIGN = r"[\w.~%+/=:|!*-]"
_LONG = 16


def _random(value: str) -> bool | None:
    plain = unquote(value)
    if stand_in(plain):
        return False
    return mixed(plain) if len(value) >= _LONG else None


URL_WITH_TOKEN = PatternDetector(
    "URL_WITH_TOKEN",
    [
        Pattern(
            rf"(?:[?#]|&(?:amp;)?|/;)(?:{_TOKENS}|{_KEYS}|{_SIGNATURES}|{_SESSIONS})=({_SIGN}{{5,999}}[\w%=+/-])",
            0.85,
            group=1,
        ),
        Pattern(rf"(?:[?#]|&(?:amp;)?)(?:{_OTHERS})=({_SIGN}{{{_LONG - 1},999}}[\w%=+/-])", 0.7, group=1),
        Pattern(rf";jsessionid=({_SIGN}{{15,99}}[\w%=-])", 0.85, group=1),
    ],
    validate=_random,
    source="https://owasp.org/www-community/vulnerabilities/Information_exposure_through_query_strings_in_url",
    default=True,
)
