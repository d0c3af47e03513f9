r"""Hashes of passwords: crypt(3) and its relatives (``$2b$``, ``$6$``, ``$argon2id$``), Django's, LDAP's.

https://en.wikipedia.org/wiki/Crypt_(C)
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

_ITOA = "[A-Za-z0-9./]"

PASSWORD_HASH = PatternDetector(
    "PASSWORD_HASH",
    [
        Pattern(rf"\$2[abxy]?\$[0-3][0-9]\${_ITOA}{{53}}(?![\w./])", 0.95),
        Pattern(rf"\$[56]\$(?:rounds=[0-9]{{1,9}}\$)?{_ITOA}{{1,16}}\${_ITOA}{{43,86}}(?![\w./])", 0.95),
        Pattern(rf"\$(?:1|apr1)\${_ITOA}{{1,8}}\${_ITOA}{{22}}(?![\w./])", 0.95),
        Pattern(
            r"\$argon2(?:id|i|d)\$v=[0-9]{1,3}\$m=[0-9]{1,9},t=[0-9]{1,5},p=[0-9]{1,3}\$[A-Za-z0-9+/]{8,64}\$[A-Za-z0-9+/]{16,90}",
            0.95,
        ),
        Pattern(rf"\$(?:y|7|gy)\${_ITOA}{{1,10}}\${_ITOA}{{1,86}}\${_ITOA}{{43}}(?![\w./])", 0.95),
        Pattern(r"\$scrypt\$[\w=,]{4,40}\$[A-Za-z0-9+/=]{8,90}\$[A-Za-z0-9+/=]{16,90}", 0.95),
        Pattern(
            r"\bpbkdf2_sha(?:1|256|512)\$[0-9]{3,8}\$[A-Za-z0-9]{4,40}\$[A-Za-z0-9+/]{20,90}={0,2}", 0.95
        ),
        Pattern(
            r"\b(?:pbkdf2:sha(?:1|256|512):[0-9]{3,8}|scrypt:[0-9]{3,8}:[0-9]{1,3}:[0-9]{1,3})\$[A-Za-z0-9]{4,40}\$[a-f0-9]{40,128}\b",
            0.95,
        ),
        Pattern(
            r"\{(?:SSHA(?:256|384|512)?|SHA(?:256|512)?|SMD5|MD5|PBKDF2-SHA(?:1|256|512))\}[A-Za-z0-9+/.$]{22,120}={0,2}",
            0.9,
        ),
    ],
    validate=varied,
    source="https://en.wikipedia.org/wiki/Crypt_(C)",
    default=True,
    flags=0,
)
