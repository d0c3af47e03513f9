"""Ontario health number (OHIP): ten digits with Luhn and mostly a version code of two letters.

https://www.ontario.ca/page/apply-ohip-and-get-health-card
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(value.replace(" ", "").replace("-", "")[:10])


CA_OHIP = PatternDetector(
    "CA_OHIP",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[1-9][0-9]{3}[ -][0-9]{3}[ -][0-9]{3}[ -]?[A-Z]{2}(?![\w/-]|[.,][0-9])",
            0.2,
            valid=0.6,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[1-9][0-9]{3}[ -][0-9]{3}[ -][0-9]{3}(?![\w/-]|[ .,][0-9])",
            0.05,
            valid=0.35,
        ),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1-9][0-9]{9}[ -]?[A-Z]{2}(?![\w/-]|[.,][0-9])", 0.1, valid=0.4),
        # Bare digits: one number in ten passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1-9][0-9]{9}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "ohip",
        "ohip number",
        "ontario health",
        "ontario health card",
        "health card",
        "health card number",
        "hcn",
        "carte santé",
    ),
    validate=_valid,
    checks="Luhn",
    source="https://www.ontario.ca/page/apply-ohip-and-get-health-card",
    country="ca",
    flags=regex.DOTALL | regex.MULTILINE,
)
