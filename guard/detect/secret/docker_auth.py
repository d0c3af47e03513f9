"""Registry credentials in Docker's configuration: ``"auth"`` and user and password in base 64.

https://docs.docker.com/reference/cli/docker/login/
"""

import base64

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import stand_in


def _login(value: str) -> bool:
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return False
    return bool(user and password) and (user + password).isprintable() and not stand_in(password)


DOCKER_AUTH = PatternDetector(
    "DOCKER_AUTH",
    [
        Pattern(
            r"""["']?\b_?auth\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?([A-Za-z0-9+/]{8,120}={0,2})(?![\w+/=])""",
            0.9,
            group=1,
        ),
        Pattern(r"\A[A-Za-z0-9+/]{8,150}={0,2}\Z", 0.3, valid=0.55, needs_context=True),
    ],
    context=("auth",),
    validate=_login,
    checks="user and password",
    source="https://docs.docker.com/reference/cli/docker/login/",
    default=True,
    flags=0,
)
