"""Romanian personal code (CNP): thirteen digits with the sex, a date of birth, a county and a check digit.

https://ro.wikipedia.org/wiki/Cod_numeric_personal
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

RO_CNP = PatternDetector(
    "RO_CNP",
    [
        # One bare number in seven hundred has such a date and county and passes the check.
        Pattern(r"(?<![\w./-])[1-9][0-9]{12}(?![\w-]|\.\w|/[0-9])", 0.1, valid=0.6),
    ],
    context=("cnp", "c.n.p", "cod numeric personal", "codul numeric personal", "romanian personal code"),
    validate=stdnum("ro.cnp"),
    checks="date, county and mod 11",
    source="https://ro.wikipedia.org/wiki/Cod_numeric_personal",
    country="ro",
)
