"""Number of a person at a health insurer: each insurer has its own, so a word must support it.

https://en.wikipedia.org/wiki/Health_insurance
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.plausible import number

_END = r"(?![\w-]|[.,/:][0-9])"

HEALTH_INSURANCE_ID = PatternDetector(
    "HEALTH_INSURANCE_ID",
    [
        Pattern(rf"(?<![\w.,/+-])[A-Z]{{0,4}}[0-9]{{6,14}}[A-Z]?{_END}", 0.3, needs_context=True),
        Pattern(rf"(?<![\w.,/+-])(?-i:[A-Z]{{1,4}})[ -][0-9]{{6,12}}{_END}", 0.3, needs_context=True),
        Pattern(
            rf"(?<![\w.,/+-])[A-Z]{{0,3}}[0-9]{{3,4}}[ -][0-9]{{3,4}}[ -][0-9]{{3,4}}(?:[ -][0-9]{{3,4}})?{_END}",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "health insurance id",
        "health insurance number",
        "health insurance no",
        "health insurance card",
        "health insurance",
        "health plan id",
        "insurance member id",
        "insurance id",
        "health card number",
        "medical insurance number",
        "krankenversicherung",
        "krankenversichertennummer",
        "krankenkasse",
        "versichertennummer",
        "assurance maladie",
        "mutuelle",
        "tarjeta sanitaria",
        "seguro médico",
        "tessera sanitaria",
        "zorgverzekering",
        "cartão de saúde",
        "plano de saúde",
        "健康保険",
        "医保",
    ),
    validate=number(digits=6),
    source="https://en.wikipedia.org/wiki/Health_insurance",
)
