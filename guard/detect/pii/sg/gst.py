"""Singaporean GST registration number of those without a UEN: M and digits; a word must support it.

https://en.wikipedia.org/wiki/Goods_and_Services_Tax_(Singapore)
"""

from guard.detect.patterns import Pattern, PatternDetector

SG_GST = PatternDetector(
    "SG_GST",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)M[0-9R]-[0-9]{7}-[0-9A-Z](?![\w/-]|\.[0-9])", 0.45),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)M[0-9]{8}[0-9A-Z](?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("gst", "gst reg no", "gst registration", "goods and services tax"),
    source="https://en.wikipedia.org/wiki/Goods_and_Services_Tax_(Singapore)",
    country="sg",
)
