"""Mobile equipment identity with software version (IMEISV): sixteen digits without a check, so a word must support it.

https://en.wikipedia.org/wiki/International_Mobile_Equipment_Identity
"""

from guard.detect.patterns import Pattern, PatternDetector

IMEISV = PatternDetector(
    "IMEISV",
    [
        Pattern(r"(?<![\w.-])[0-9]{2}-[0-9]{6}-[0-9]{6}-[0-9]{2}(?![\w-])", 0.45),
        Pattern(r"(?<![\w.-])[0-9]{8}-[0-9]{6}-[0-9]{2}(?![\w-])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w.,/-])[0-9]{2} ?[0-9]{6} ?[0-9]{6} ?[0-9]{2}(?![\w-]|[.,/][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("imeisv", "imei sv", "imei software version"),
    source="https://en.wikipedia.org/wiki/International_Mobile_Equipment_Identity",
)
