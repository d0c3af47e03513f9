"""Private key blocks in PEM and OpenPGP armour, whole or cut off. RFC 7468, RFC 9580."""

from guard.detect.patterns import Pattern, PatternDetector

_LABEL = r"(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"

PRIVATE_KEY = PatternDetector(
    "PRIVATE_KEY",
    # The body runs to the END line, or as far as it looks like one: a block cut off is as secret.
    [
        Pattern(
            rf"-----BEGIN {_LABEL}(?:(?:[\sA-Za-z0-9+/=:,.\\()]|-(?!----BEGIN ))*?-----END {_LABEL}|[\sA-Za-z0-9+/=\\]*)",
            1.0,
        )
    ],
    source="https://www.rfc-editor.org/rfc/rfc7468",
    flags=0,
)
