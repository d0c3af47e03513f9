"""Croatian citizen number of old (JMBG, MBG): a date of birth, a region from 30 to 39, a serial and a check digit.

https://en.wikipedia.org/wiki/Unique_Master_Citizen_Number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

HR_JMBG = PatternDetector(
    "HR_JMBG",
    [
        # One bare number in five thousand has such a date and region and passes the check.
        Pattern(r"(?<![\w./-])[0-3][0-9][01][0-9][09][0-9]{2}3[0-9]{5}(?![\w-]|\.\w|/[0-9])", 0.1, valid=0.7),
    ],
    context=("jmbg", "mbg", "matični broj građana", "maticni broj gradjana", "jedinstveni matični broj"),
    # The check is that of the Slovenian EMŠO: all come from the numbers of Yugoslavia.
    validate=stdnum("si.emso"),
    checks="date and mod 11",
    source="https://en.wikipedia.org/wiki/Unique_Master_Citizen_Number",
    country="hr",
)
