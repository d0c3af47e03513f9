"""Values of session cookies: whoever has one is logged in. RFC 6265.

https://www.rfc-editor.org/rfc/rfc6265
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

_NAME = (
    r"(?:__(?:Host|Secure)-)?(?:[\w.-]{0,20}(?:sess(?:ion)?(?:_?id)?|sid|SESSIONID|SESSID)|remember_(?:user_)?token|auth_?token|access_?token"
    r"|refresh_?token|id_?token|jwt|li_at|user_session|\.ASPXAUTH|connect\.sid|wordpress_logged_in_[a-f0-9]{32})"
)

SESSION_COOKIE = PatternDetector(
    "SESSION_COOKIE",
    [
        Pattern(
            rf"(?i:cookie[\"']{{0,1}}\s{{0,2}}[:=,]\s{{0,2}}[\"']?(?:[\w.-]{{1,30}}=[^;\s]{{0,60}};\s?)??{_NAME})=([A-Za-z0-9%._~+/:|-]{{12,999}}={{0,2}})",
            0.8,
            group=1,
        )
    ],
    validate=mixed,
    source="https://www.rfc-editor.org/rfc/rfc6265",
    default=True,
    flags=0,
)
