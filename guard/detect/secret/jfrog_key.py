"""JFrog Artifactory: API keys, reference tokens, encrypted passwords.

https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named


def _valid(value: str) -> bool | None:
    # Words in capitals begin like this too: a random value has small letters as well.
    return mixed(value) if any(sign.islower() for sign in value) else False


JFROG_KEY = PatternDetector(
    "JFROG_KEY",
    [
        Pattern(r"\bAKCp[A-Za-z0-9]{69}(?![\w-])", 0.9),
        Pattern(r"\bAKC[A-Za-z0-9]{10,90}\b", 0.6),
        Pattern(r"\bcmVmd[A-Za-z0-9]{59}(?![\w-])", 0.9),
        Pattern(r"\bAP[0-9A-F][A-Za-z0-9]{8,90}\b", 0.3, needs_context=True),
        *named("(?:artifactory|jfrog|xray)", "(?:[A-Za-z0-9]{73}|[A-Za-z0-9]{64})"),
    ],
    context=credentials_of("artifactory", "jfrog", "xray"),
    validate=_valid,
    source="https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
    default=True,
    flags=0,
)
