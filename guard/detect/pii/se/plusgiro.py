"""Swedish plusgiro number: up to eight digits, the last one after a hyphen, with Luhn; a word must support it.

https://sv.wikipedia.org/wiki/Plusgirot
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(value: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(value.replace(" ", "").replace("-", ""))


SE_PLUSGIRO = PatternDetector(
    "SE_PLUSGIRO",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{1,3} [0-9]{2}(?: [0-9]{2})?-[0-9](?![\w/-]|[ .,][0-9])",
            0.05,
            valid=0.3,
        ),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{1,7}-[0-9](?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=("plusgiro", "plusgironummer", "plusgirot", "postgiro", "pg", "pg-nr", "pg nr"),
    validate=_valid,
    checks="Luhn",
    source="https://sv.wikipedia.org/wiki/Plusgirot",
    country="se",
)
