"""Bulgarian number of a foreigner (ЛНЧ): ten digits with a check digit that count with a word.

https://en.wikipedia.org/wiki/National_identification_number#Bulgaria
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

BG_PNF = PatternDetector(
    "BG_PNF",
    [
        Pattern(r"(?<![\w./-])[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("лнч", "lnch", "личен номер на чужденец", "number of a foreigner"),
    validate=stdnum("bg.pnf"),
    checks="mod 10",
    source="https://en.wikipedia.org/wiki/National_identification_number#Bulgaria",
    country="bg",
)
