"""The project's own rows: harm written by the rubric, hate with slots, names marked in running text."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from models.data.rows import SAFE, Row, severities
from models.data.shared import ENTITY, file

HERE = Path(__file__).parent
_SLOT = re.compile(r"\{(group|member|adj|slur|nontarget|thing)\}")
_MARK = re.compile(r"\[\[(PER|LOC|ORG)\|(.*?)\]\]")
FILLS = 8
"""How often each row with slots is filled."""


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file that are not empty."""
    yield from (line for line in path.read_text("utf-8").splitlines() if line.strip())


def slurs(root: Path) -> list[str]:
    """Give words of hate from the lists of the shared sets; none of them stands in code."""
    found = [
        raw["text"]
        for raw in file(root, "moderation/surge_profanity_terms.train")
        if "racial" in str(raw["meta"].get("cat1", "")).lower() and float(raw["meta"]["severity"]) >= 2
    ]
    return sorted({each for each in found if each.isalpha() and len(each) > 3})


def harm(root: Path, random: np.random.Generator) -> Iterator[tuple[str, Row]]:
    """Yield the rows of authored/ with the group each is part of; those with slots are filled several times.

    A second file of a kind, as ``attack_two.jsonl``, is of the same source.
    """
    slots: Mapping[str, Sequence[str]] = {
        **json.loads((HERE / "authored/slots.json").read_text("utf-8")),
        "slur": slurs(root),
    }
    for path in sorted((HERE / "authored").glob("*.jsonl")):
        source = path.stem.split("_")[0]
        for line in lines(path):
            raw = json.loads(line)
            known = severities(raw["labels"])
            row = Row(raw["text"], source, harm=known, form=raw["form"], lang=raw.get("lang", "en"))
            if not _SLOT.search(row.text):
                yield raw["group"], row
                continue
            for text in sorted({fill(row.text, slots, random) for _ in range(FILLS)}):
                yield raw["group"], Row(text, source, harm=known, form=row.form, lang=row.lang)


def fill(text: str, slots: Mapping[str, Sequence[str]], random: np.random.Generator) -> str:
    """Fill each slot of a text with one value wherever it stands."""
    values: dict[str, str] = {}

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            choices = slots[name]
            value = choices[int(random.integers(len(choices)))]
            values[name] = f"{value}s" if name == "slur" and not value.endswith("s") else value
        value = values[name]
        return value[:1].upper() + value[1:] if match.start() == 0 else value

    return _SLOT.sub(one, text)


def names() -> Iterator[Row]:
    """Yield the rows of every file with names marked inline."""
    for path in sorted((HERE / "pii").glob("*.txt")):
        if path.stem != "negatives":
            yield from marked(path)


def marked(path: Path) -> Iterator[Row]:
    """Yield texts with names marked inline: ``[[PER|Ann Lee]]``."""
    for line in lines(path):
        text = ""
        spans: list[tuple[int, int, str]] = []
        at = 0
        written = line.replace("\\n", "\n")
        for match in _MARK.finditer(written):
            text += written[at : match.start()]
            spans.append((len(text), len(text) + len(match.group(2)), ENTITY[match.group(1)]))
            text += match.group(2)
            at = match.end()
        text += written[at:]
        names = frozenset(("PERSON", "LOCATION", "ORGANIZATION"))
        lang = path.stem.removeprefix("marked_") if path.stem.startswith("marked_") else "en"
        source = path.stem.split("_")[0]
        yield Row(text, source, harm={"prompt_attack": (0, 0)}, spans=tuple(spans), marked=names, lang=lang)


def nameless() -> Iterator[Row]:
    """Yield texts without any name, in which taggers see some."""
    for line in lines(HERE / "pii/negatives.txt"):
        yield Row(line.replace("\\n", "\n"), "nameless", harm=SAFE, spans=())
