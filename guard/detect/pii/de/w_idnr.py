"""German economic identification number (W-IdNr.): DE, nine digits, a hyphen and five digits.

https://de.wikipedia.org/wiki/Wirtschafts-Identifikationsnummer
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool | None:
    from stdnum.de import vat

    # The shape is rare enough to count without the check digit.
    return vat.is_valid(value.rpartition("-")[0]) or None


DE_W_IDNR = PatternDetector(
    "DE_W_IDNR",
    [
        Pattern(r"(?<![\w/-])DE ?[0-9]{9}-[0-9]{5}(?![\w/-]|[.,][0-9])", 0.6, valid=0.9),
    ],
    context=(
        "w-idnr",
        "widnr",
        "wirtschafts-identifikationsnummer",
        "wirtschafts-id",
        "wirtschaftsidentifikationsnummer",
    ),
    validate=_valid,
    checks="ISO 7064 mod 11, 10",
    source="https://de.wikipedia.org/wiki/Wirtschafts-Identifikationsnummer",
    country="de",
)
