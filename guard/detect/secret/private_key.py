"""Private key blocks in PEM, OpenPGP armour, SSH2 and PuTTY form, whole or cut off. RFC 7468, RFC 9580."""

from guard.detect.patterns import Pattern, PatternDetector

_LABEL = r"(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
_SSH2 = "SSH2 (?:ENCRYPTED )?PRIVATE KEY ----"
_SIGN = r"[\sA-Za-z0-9+/=:,.\\()]"
_LINE = r"(?:[\r\n]|\\[nr])+[ \t]*"
_HEADER = r"[A-Za-z][A-Za-z0-9-]{0,30}: ?[^\n\\]{0,200}"
# A block that is cut off, or still comes: what headers it has, and the body as far as it looks like one.
_BEGUN = rf"(?:{_LINE}{_HEADER})*[\sA-Za-z0-9+/=\\]*"

PRIVATE_KEY = PatternDetector(
    "PRIVATE_KEY",
    # The body runs to the END line, or as far as it looks like one: a block cut off is as secret.
    [
        Pattern(rf"-----BEGIN {_LABEL}(?:(?:-?{_SIGN})*?-----END {_LABEL}|{_BEGUN})", 1.0),
        Pattern(
            rf'---- BEGIN {_SSH2}(?:(?:-?[\sA-Za-z0-9+/=:,.\\()@"])*?---- END {_SSH2}|{_BEGUN})',
            1.0,
        ),
        Pattern(r"PuTTY-User-Key-File-[0-9]: [\s!-~]*?Private-MAC: [a-f0-9]{40,64}", 1.0),
        Pattern(r"PuTTY-User-Key-File-[0-9]: [\s!-~]*?Private-Lines: [0-9]{1,3}[\sA-Za-z0-9+/=]*", 1.0),
        Pattern(
            rf"PuTTY-User-Key-File-[0-9]: ?[^\n\\]{{0,100}}(?:{_LINE}(?:{_HEADER}|[A-Za-z0-9+/=]{{1,100}}))*",
            1.0,
        ),
    ],
    source="https://www.rfc-editor.org/rfc/rfc7468",
    default=True,
    flags=0,
)
