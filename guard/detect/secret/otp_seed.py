"""Seeds of one-time passwords: the ``secret`` of an ``otpauth:`` URI.

https://github.com/google/google-authenticator/wiki/Key-Uri-Format
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

OTP_SEED = PatternDetector(
    "OTP_SEED",
    [
        Pattern(r"otpauth://[th]otp/[^\s\"'<>]{0,80}?[?&]secret=([A-Z2-7]{16,52}={0,6})", 1.0, group=1),
        Pattern(r"\botpauth-migration://offline\?data=([A-Za-z0-9+/%_-]{20,999}={0,2})", 1.0, group=1),
        Pattern(r"\b[A-Z2-7]{32}(?![\w=-])", 0.3, needs_context=True),
    ],
    context=(
        "totp",
        "totp secret",
        "otp secret",
        "otp seed",
        "2fa secret",
        "mfa secret",
        "authenticator secret",
        "authenticator key",
    ),
    validate=varied,
    source="https://github.com/google/google-authenticator/wiki/Key-Uri-Format",
    default=True,
)
