"""User and password in a URL: ``https://user:password@host``. RFC 3986, section 3.2.1.

The span is user and password: either may be the secret (``https://TOKEN:x-oauth-basic@…``), the user may be
an e-mail address, and what is left remains a URL. Databases and brokers are CONNECTION_STRING.
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import stand_in

_SCHEME = "https?|ftps?|sftp|ssh|git|svn|wss?|ldaps?|smb|cifs|rtsp|rtmp|smtps?|imaps?|pop3s?|socks5h?|s3|webdavs?|dav"
_STAND_IN_USERS = frozenset({"user", "username", "login", "usr", "u", "name"})


def _credentials(value: str) -> bool | None:
    user, _, password = value.partition(":")
    if password == "x-oauth-basic":  # noqa: S105
        user, password = password, user
    placeholder = user.casefold() in _STAND_IN_USERS and password.casefold() in ("pass", "pw", "p", "pwd")
    same = user.casefold() == password.casefold()
    return False if placeholder or same or stand_in(password) or "<" in user or "{" in user else None


BASIC_AUTH_URL = PatternDetector(
    "BASIC_AUTH_URL",
    [
        Pattern(
            rf"(?<![\w+.-])(?:git\+|svn\+)?(?:{_SCHEME})://([^\s:/?#\"'`\\]{{1,50}}:[^\s/@?#\"'`\\]{{3,60}})@[\w\[]",
            0.85,
            group=1,
        ),
    ],
    validate=_credentials,
    source="https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
    default=True,
)
