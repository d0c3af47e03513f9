"""Ukrainian register entry (УНЗР): a date of birth, a hyphen and five digits.

https://uk.wikipedia.org/wiki/%D0%84%D0%B4%D0%B8%D0%BD%D0%B8%D0%B9_%D0%B4%D0%B5%D1%80%D0%B6%D0%B0%D0%B2%D0%BD%D0%B8%D0%B9_%D0%B4%D0%B5%D0%BC%D0%BE%D0%B3%D1%80%D0%B0%D1%84%D1%96%D1%87%D0%BD%D0%B8%D0%B9_%D1%80%D0%B5%D1%94%D1%81%D1%82%D1%80
"""

# ruff: noqa: RUF002  # letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

_DATE = r"(?<![\w./-])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"

UA_UNZR = PatternDetector(
    "UA_UNZR",
    [
        # Document numbers begin with a date too, so a word must support it.
        Pattern(_DATE + r"-[0-9]{5}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True),
    ],
    context=("унзр", "unzr", "унікальний номер запису", "запис в єддр"),
    source="https://uk.wikipedia.org/wiki/%D0%84%D0%B4%D0%B8%D0%BD%D0%B8%D0%B9_%D0%B4%D0%B5%D1%80%D0%B6%D0%B0%D0%B2%D0%BD%D0%B8%D0%B9_%D0%B4%D0%B5%D0%BC%D0%BE%D0%B3%D1%80%D0%B0%D1%84%D1%96%D1%87%D0%BD%D0%B8%D0%B9_%D1%80%D0%B5%D1%94%D1%81%D1%82%D1%80",
    country="ua",
)
