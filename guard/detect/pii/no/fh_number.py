"""Norwegian common help number for patients (FH-nummer): eleven digits from 8 or 9 on, two check digits.

https://no.wikipedia.org/wiki/F%C3%B8dselsnummer
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool:
    from stdnum.no import fodselsnummer

    number = fodselsnummer.compact(value)
    first, second = fodselsnummer.calc_check_digit1(number), fodselsnummer.calc_check_digit2(number)
    return number[-2:] == first + second


NO_FH_NUMBER = PatternDetector(
    "NO_FH_NUMBER",
    [
        # No date in it, so a word must support it.
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[89][0-9]{5}[ -]?[0-9]{5}(?![\w/-]|[ .,][0-9])", 0.05, valid=0.35
        ),
    ],
    context=(
        "fh-nummer",
        "fhnr",
        "felles hjelpenummer",
        "hjelpenummer",
        "nødnummer",
        "fødselsnummer",
        "fnr",
        "pasient",
        "patient id",
    ),
    validate=_valid,
    checks="two mod 11",
    source="https://no.wikipedia.org/wiki/F%C3%B8dselsnummer",
    country="no",
)
