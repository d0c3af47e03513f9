"""French bank account (RIB): bank, branch, account and a mod 97 key.

https://fr.wikipedia.org/wiki/Relev%C3%A9_d%27identit%C3%A9_bancaire
"""

from guard.detect.patterns import Pattern, PatternDetector

_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_KEY = 97


def _valid(value: str) -> bool:
    # A pattern without case also takes letters such as the sign for kelvin.
    return value.isascii() and int(value.replace(" ", "").upper().translate(_LETTERS)) % _KEY == 0


FR_RIB = PatternDetector(
    "FR_RIB",
    [
        Pattern(r"(?<![\w./+-])[0-9]{5} [0-9]{5} [0-9A-Z]{11} [0-9]{2}(?![\w-]|[.,][0-9])", 0.4, valid=0.95),
        # One number in 97 of this length passes.
        Pattern(r"(?<![\w./+-])[0-9]{10}[0-9A-Z]{11}[0-9]{2}(?![\w-]|[.,][0-9])", 0.1, valid=0.5),
    ],
    context=(
        "rib",
        "relevé d'identité bancaire",
        "compte bancaire",
        "numéro de compte",
        "coordonnées bancaires",
        "bank account",
    ),
    validate=_valid,
    checks="mod 97 key",
    source="https://fr.wikipedia.org/wiki/Relev%C3%A9_d%27identit%C3%A9_bancaire",
    country="fr",
)
