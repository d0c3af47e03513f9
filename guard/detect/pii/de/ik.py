"""German institution code of health insurance (IK): nine digits with a check digit, so a word must support it.

https://de.wikipedia.org/wiki/Institutionskennzeichen
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool:
    # Digits three to eight count twice and once in turn; the sum of the digits of that ends in the last one.
    products = "".join(str(int(digit) * weight) for digit, weight in zip(value[2:8], (2, 1) * 3, strict=True))
    return sum(map(int, products)) % 10 == int(value[8])


DE_IK = PatternDetector(
    "DE_IK",
    [
        # One bare number in ten passes.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1-9][0-9]{8}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=("ik", "ik-nummer", "ik nr", "institutionskennzeichen", "kassen-ik", "kostenträgerkennung"),
    validate=_valid,
    checks="Luhn-like sum",
    source="https://de.wikipedia.org/wiki/Institutionskennzeichen",
    country="de",
)
