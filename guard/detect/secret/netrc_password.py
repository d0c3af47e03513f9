"""Passwords in a ``.netrc``: ``machine host login name password …``.

https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import stand_in


def _password(value: str) -> bool | None:
    return False if stand_in(value) else None


NETRC_PASSWORD = PatternDetector(
    "NETRC_PASSWORD",
    [
        Pattern(
            r"\b(?:machine\s{1,4}[\w.:-]{1,40}|default)\s{1,4}login\s{1,4}\S{1,40}\s{1,4}password\s{1,4}(\S{3,50})",
            0.9,
            group=1,
        ),
        Pattern(r"^[\w.-]{1,60}:[0-9]{1,5}:[\w$*-]{1,30}:[\w$*-]{1,30}:([^\s:]{6,40})$", 0.6, group=1),
    ],
    validate=_password,
    source="https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
    default=True,
)
