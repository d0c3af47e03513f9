"""Longer texts made of parts: instructions planted in documents, and harm in the middle of harmless text."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from models.data.own import HERE
from models.data.rows import SAFE, Row
from models.data.shared import file

PLANTED = 3000
LONG = 5000
_ATTACK = {**SAFE, "prompt_attack": (4, 6)}


def _cut(text: str, characters: int, random: np.random.Generator) -> str:
    """Give a stretch of a text that begins and ends with a line or a word."""
    if len(text) <= characters:
        return text
    start = int(random.integers(0, len(text) - characters))
    start = text.find(" ", start) + 1
    return text[start : start + characters].rsplit(" ", 1)[0]


def planted(root: Path, random: np.random.Generator) -> Iterator[Row]:
    """Yield documents with an instruction in them that their reader never gave, and without."""
    wrappers = json.loads((HERE / "authored/wrappers.json").read_text("utf-8"))
    documents: list[str] = []
    instructions: list[str] = []
    for raw in file(root, "injection/bipia_parts.train"):
        kind = documents if raw["labels"].get("bipia_clean_context") else instructions
        kind.append(raw["text"])
    instructions += [raw["text"] for raw in file(root, "injection/asb_attack_instructions.train")]

    def one(choices: Sequence[str]) -> str:
        return choices[int(random.integers(len(choices)))]

    for index in range(PLANTED):
        document = _cut(one(documents), int(random.integers(80, 320)), random)
        text, harm = document, SAFE
        chance = index % 10
        if chance < 5:
            text, harm = (
                _plant(document, one(wrappers["attack"]).replace("{instruction}", one(instructions)), random),
                _ATTACK,
            )
        elif chance < 7:
            text = _plant(
                document, one(wrappers["benign"]).replace("{instruction}", one(instructions)), random
            )
        if random.random() < 0.4:
            text = one(wrappers["ask"]).replace("{document}", text)
        yield Row(text, "planted", harm=harm, harmful=harm is _ATTACK, form="document")


def _plant(document: str, sentence: str, random: np.random.Generator) -> str:
    places = [0, len(document)] + [at + 1 for at, sign in enumerate(document) if sign in "\n.|"]
    at = places[int(random.integers(len(places)))]
    return f"{document[:at].rstrip(' ')} {sentence} {document[at:].lstrip(' ')}".strip()


def long(rows: Sequence[Row], random: np.random.Generator) -> Iterator[Row]:
    """Yield several texts one after the other; harm is the worst of any part."""
    whole = [
        row for row in rows if row.harm is not None and len(row.harm) == len(SAFE) and len(row.text) < 300
    ]
    safe = [row for row in whole if all(high == 0 for _, high in (row.harm or {}).values())]
    bad = [row for row in whole if any(low > 0 for low, _ in (row.harm or {}).values())]
    for index in range(LONG):
        parts = [safe[int(random.integers(len(safe)))] for _ in range(int(random.integers(2, 5)))]
        if index % 2:
            parts[int(random.integers(len(parts)))] = bad[int(random.integers(len(bad)))]
        joint = (" ", "\n", "\n\n")[int(random.integers(3))]
        harm = {
            category: (
                max((part.harm or SAFE)[category][0] for part in parts),
                max((part.harm or SAFE)[category][1] for part in parts),
            )
            for category in SAFE
        }
        yield Row(joint.join(part.text for part in parts), "long", harm=harm, form="document")
