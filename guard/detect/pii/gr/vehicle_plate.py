"""Greek vehicle plate: three letters and four digits that count with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Greece
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

_LETTER = "[ABEHIKMNOPTXYZΑΒΕΗΙΚΜΝΟΡΤΧΥΖ]"  # those that Latin and Greek share

GR_VEHICLE_PLATE = PatternDetector(
    "GR_VEHICLE_PLATE",
    [
        Pattern(
            rf"(?<![\w./-])(?:{_LETTER}{{3}}-?|(?-i:{_LETTER}{{3}} ))[0-9]{{4}}(?![\w-]|\.\w|/[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "αριθμός κυκλοφορίας",
        "αρ. κυκλοφορίας",
        "πινακίδα",
        "πινακίδας",
        "αριθμό κυκλοφορίας",
        "greek plate",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Greece",
    country="gr",
)
