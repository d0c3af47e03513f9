"""Random strings of 32 characters and more: found where a name says secret, weak where nothing does.

https://en.wikipedia.org/wiki/Entropy_(information_theory)
"""

import re

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import entropy, stand_in, worded

_NAME = (
    r"(?:secret|token|password|passwd|pwd|credential|signature|(?:api|auth|access|private|secret|encryption|signing|master|service"
    r"|account|client|app|webhook|session)[_. -]?(?:key|hash)|apikey|authkey)\w{0,8}"
)
_IS = r"[\"'`\])\\]{0,3}\s{0,3}(?:=>|:=|={1,2}|:|\()\s{0,3}\\?[\"'`]?"
_START, _END = r"(?<![\w+/=.$-])", r"(?![\w+/=-])"
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_LONG = 32
_HEX_BITS, _BITS = 3.0, 4.2
_SHORT_HEX_BITS, _SHORT_BITS = 2.6, 3.3


def _random(value: str) -> bool | None:
    if stand_in(value) or not any(map(str.isdigit, value)) or not any(map(str.isalpha, value)):
        return False
    if _HEX.fullmatch(value):
        return entropy(value) >= (_HEX_BITS if len(value) >= _LONG else _SHORT_HEX_BITS)
    kinds = any(map(str.islower, value)) and any(map(str.isupper, value))
    return kinds and not worded(value) and entropy(value) >= (_BITS if len(value) >= _LONG else _SHORT_BITS)


HIGH_ENTROPY_STRING = PatternDetector(
    "HIGH_ENTROPY_STRING",
    [
        Pattern(rf"(?i:{_NAME}){_IS}([A-Za-z0-9+/_-]{{32,100}}={{0,2}}){_END}", 0.3, valid=0.6, group=1),
        # Alone it may be a hash, a commit or an id: only a word such as "secret" makes it count.
        Pattern(rf"{_START}[A-Za-z0-9+/_-]{{32,120}}={{0,2}}{_END}", 0.2, valid=0.3),
        # A shorter one is the whole value of a JSON member that is named so.
        Pattern(r"\A[A-Za-z0-9+/_-]{16,31}={0,2}\Z", 0.2, valid=0.3, needs_context=True),
    ],
    context=(
        "secret,secret key,token,api key,apikey,access key,access token,private key,auth key,encryption key,signing key,password"
    ).split(","),
    validate=_random,
    checks="bits per character",
    source="https://en.wikipedia.org/wiki/Entropy_(information_theory)",
    default=True,
    flags=0,
)
