"""Portuguese driving licence number: district letters, a hyphen, five to eight digits and a digit.

https://learn.microsoft.com/en-us/purview/sit-defn-portugal-drivers-license-number
"""

from guard.detect.patterns import Pattern, PatternDetector

PT_DRIVING_LICENCE = PatternDetector(
    "PT_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./+-])[A-Z]{1,2}-[0-9]{5,8} [0-9](?![\w-]|[.,][0-9])", 0.3),
        Pattern(r"(?<![\w./+-])[A-Z]{1,2}-?[0-9]{5,8}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "carta de condução",
        "carta de conducao",
        "condução",
        "driving licence",
        "driving license",
        "driver's licence",
        "driver's license",
        "driver license",
        "driver licence",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-portugal-drivers-license-number",
    country="pt",
)
