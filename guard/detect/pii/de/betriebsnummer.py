"""German employer number (Betriebsnummer): eight digits with a check digit, so a word must support it.

https://de.wikipedia.org/wiki/Betriebsnummer
"""

from guard.detect.patterns import Pattern, PatternDetector

_WEIGHTS = (1, 2, 1, 2, 1, 2, 1)


def _valid(value: str) -> bool:
    products = "".join(str(int(digit) * weight) for digit, weight in zip(value, _WEIGHTS, strict=False))
    check = sum(map(int, products)) % 10
    # The check digit plus five is allowed too.
    return int(value[7]) in (check, (check + 5) % 10)


DE_BETRIEBSNUMMER = PatternDetector(
    "DE_BETRIEBSNUMMER",
    [
        # Two check digits are allowed, so one bare number in five passes.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{8}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=("betriebsnummer", "betriebs-nr", "betriebsnr", "bbnr", "employer number"),
    validate=_valid,
    checks="weighted digit sum",
    source="https://de.wikipedia.org/wiki/Betriebsnummer",
    country="de",
)
