"""Dutch chamber of commerce number (KvK): eight digits without a check; a word must support it.

https://www.kvk.nl/
"""

from guard.detect.patterns import Pattern, PatternDetector

NL_KVK = PatternDetector(
    "NL_KVK",
    [
        Pattern(r"(?<![\w./+-])[0-9]{8}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
        Pattern(r"(?<![\w./+-])[0-9]{2} [0-9]{3} [0-9]{3}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
        # The number of a branch has twelve digits.
        Pattern(r"(?<![\w./+-])[0-9]{12}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "kvk",
        "kvk nummer",
        "kamer van koophandel",
        "handelsregister",
        "vestigingsnummer",
        "chamber of commerce",
    ),
    source="https://www.kvk.nl/",
    country="nl",
)
