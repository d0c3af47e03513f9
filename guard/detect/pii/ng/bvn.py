"""Nigerian bank verification number (BVN): eleven digits that begin with 22; a word must support it.

https://nibss-plc.com.ng/
"""

from guard.detect.patterns import Pattern, PatternDetector

NG_BVN = PatternDetector(
    "NG_BVN",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)22[0-9]{9}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("bvn", "bank verification number", "bank verification"),
    source="https://nibss-plc.com.ng/",
    country="ng",
)
