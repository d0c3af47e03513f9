"""The labels that the encoder learns, in the order of its outputs: training and run time read them here."""

from typing import Final

CATEGORIES: Final = (
    "hate",
    "harassment",
    "sexual",
    "violence",
    "self_harm",
    "illicit",
    "prompt_attack",
)
"""Kinds of harm, as models/RUBRIC.md defines them."""

LEVELS: Final = (2, 4, 6)
"""Severities above safe; the encoder gives the probability that a text reaches each of them."""

HARM: Final = (*(f"{category}>={level}" for category in CATEGORIES for level in LEVELS), "any>=2")
"""Outputs of the harm head."""

ENTITIES: Final = (
    "PERSON",
    "LOCATION",
    "ORGANIZATION",
    "ADDRESS",
    "DATE_OF_BIRTH",
    "NRP",
    "AGE",
    "USERNAME",
    "MEDICAL",
)
"""Kinds of personal data that need a reader, under Presidio's names where it has one."""

TAGS: Final = ("O", *(f"{edge}-{entity}" for entity in ENTITIES for edge in "BI"))
"""Outputs of the tagger for each subword: outside, first and further subwords of an entity."""

SHAPES: Final = ("lower", "title", "upper", "mixed", "number", "coded", "sign", "other", "special")
"""How a word is written, which the uncased vocabulary does not tell."""
