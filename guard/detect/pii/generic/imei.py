"""Mobile equipment identity (IMEI): fifteen digits that pass Luhn; bare digits need a word.

https://en.wikipedia.org/wiki/International_Mobile_Equipment_Identity
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

IMEI = PatternDetector(
    "IMEI",
    [
        Pattern(r"(?<![\w.-])[0-9]{2}-[0-9]{6}-[0-9]{6}-[0-9](?![\w-])", 0.3, valid=0.7),
        Pattern(r"(?<![\w.-])[0-9]{8}-[0-9]{6}-[0-9](?![\w-])", 0.3, valid=0.7),
        Pattern(r"(?<![\w.-])(?<![0-9] )[0-9]{2} [0-9]{6} [0-9]{6} [0-9](?![\w-]| [0-9])", 0.2, valid=0.5),
        Pattern(r"(?<![\w.,/-])[0-9]{15}(?![\w-]|[.,/][0-9])", 0.1, valid=0.3),
    ],
    context=("imei", "imei1", "imei2", "imei number", "mobile equipment identity", "device imei", "串号"),
    validate=stdnum("imei"),
    checks="Luhn",
    source="https://en.wikipedia.org/wiki/International_Mobile_Equipment_Identity",
)
