"""Chinese travel permit (Hong Kong, Macau, Taiwan): a letter and eight digits, or eight digits; a word must support it.

https://en.wikipedia.org/wiki/Home_Return_Permit
"""

from guard.detect.patterns import Pattern, PatternDetector

CN_TRAVEL_PERMIT = PatternDetector(
    "CN_TRAVEL_PERMIT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[CHMTW][A-Z]?[0-9]{7,10}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{8}(?![0-9A-Za-z_/-]|\.[0-9])", 0.3, needs_context=True
        ),
    ],
    context=(
        "home return permit",
        "mainland travel permit",
        "two-way permit",
        "travel permit",
        "港澳通行证",
        "通行证",
        "通行证号码",
        "回乡证",
        "回鄉證",
        "台胞证",
        "台胞證",
        "往来港澳通行证",
    ),
    source="https://en.wikipedia.org/wiki/Home_Return_Permit",
    country="cn",
)
