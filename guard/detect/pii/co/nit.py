"""Colombian tax number (NIT): eight to ten digits and a check digit.

https://www.dian.gov.co/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

CO_NIT = PatternDetector(
    "CO_NIT",
    [
        Pattern(r"(?<![\w./-])[0-9]{1,3}(?:\.[0-9]{3}){2,3}-[0-9](?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
        # Those of companies begin with 8 or 9.
        Pattern(r"(?<![\w./-])[89][0-9]{8}-[0-9](?![\w-]|\.\w|/[0-9])", 0.3, valid=0.6),
        Pattern(r"(?<![\w./-])[0-9]{8,10}-[0-9](?![\w-]|\.\w|/[0-9])", 0.1, valid=0.35),
        # One bare number in eleven passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9]{9,11}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("nit", "n.i.t", "número de identificación tributaria", "rut", "colombian tax number"),
    validate=stdnum("co.nit"),
    checks="mod 11",
    source="https://www.dian.gov.co/",
    country="co",
)
