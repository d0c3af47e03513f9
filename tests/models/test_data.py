"""The rows that the encoder is trained on: legal, apart, and read as their labels mean."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from guard.detect.encoder.labels import CATEGORIES, ENTITIES, LEVELS
from models.data import generate, own, shared
from models.data.augment import vary
from models.data.rows import SAFE, UNKNOWN, Row, at_least, severities
from models.train import recipe

AUTHORED = sorted((own.HERE / "authored").glob("*.jsonl"))
ROWS = [(path.stem, json.loads(line)) for path in AUTHORED for line in own.lines(path)]


@pytest.mark.parametrize("path", AUTHORED, ids=lambda path: path.stem)
def test_authored_rows_are_legal(path: Path):
    rows = [json.loads(line) for line in own.lines(path)]
    for row in rows:
        assert set(row) == {"text", "labels", "form", "group", "lang"}, row["group"]
        assert set(row["labels"]) <= set(CATEGORIES), row["group"]
        assert set(row["labels"].values()) <= set(LEVELS), row["group"]
        assert row["form"] in {"prompt", "completion", "document"}
        assert row["text"].strip()
    assert [text for text, count in Counter(row["text"] for row in rows).items() if count > 1] == []


def test_groups_stay_in_one_file_and_hold_twins():
    files: dict[str, set[str]] = {}
    for name, row in ROWS:
        files.setdefault(row["group"], set()).add(name)
    assert [group for group, names in files.items() if len(names) > 1] == []
    safe = sum(not row["labels"] for _, row in ROWS)
    assert safe >= len(ROWS) / 2


def test_every_file_has_its_share_of_training():
    assert {path.stem for path in AUTHORED} <= set(recipe.SHARES)
    assert {each.name for each in shared.SETS} <= set(recipe.SHARES)


def test_no_benchmark_is_learnt_from():
    paths = [each.path for each in shared.SETS]
    assert [path for path in paths if path.endswith(".test")] == []
    forbidden = (
        "harmbench|jailbreakbench|strongreject|hatecheck|wiki_toxicity|dices|humaneval|mtbench|frr|_pud"
    )
    assert [path for path in paths if re.search(forbidden, path)] == []


def test_slots_are_filled_with_one_value_each():
    random = np.random.default_rng(1)
    slots = {
        "group": ["a", "b", "c"],
        "slur": ["x"],
        "member": ["one"],
        "adj": [],
        "thing": [],
        "nontarget": [],
    }
    for _ in range(20):
        text = own.fill("{group} and {group}, {slur}, {member}", slots, random)
        first, second = text.split(",")[0].lower().split(" and ")
        assert first == second
        assert text.endswith("xs, one")


def test_every_template_can_be_filled():
    lists = json.loads((own.HERE / "pii/lists.json").read_text("utf-8"))
    invented = generate.Invented(np.random.default_rng(1), lists)
    for path in sorted((own.HERE / "pii").glob("templates*.jsonl")):
        for line in own.lines(path):
            raw = json.loads(line)
            text, spans = generate.fill(raw["text"], invented, raw["lang"])
            assert not re.search(r"\{[a-z_]+\d?\}", text), raw["text"]
            for start, end, label in spans:
                assert label in ENTITIES
                assert text[start:end].strip() == text[start:end] != ""


@pytest.mark.parametrize("path", sorted((own.HERE / "pii").glob("web*.txt")), ids=lambda path: path.stem)
def test_marked_names_stand_where_they_are_said_to(path: Path):
    rows = list(own.marked(path))
    assert len(rows) > 500
    assert not any("[[" in row.text or "]]" in row.text for row in rows)
    for row in rows:
        for start, end, label in row.spans or ():
            assert label in {"PERSON", "LOCATION", "ORGANIZATION"}
            assert row.text[start:end].strip() == row.text[start:end] != ""


def test_what_a_label_means():
    assert severities({"hate": 4})["hate"] == (4, 4)
    assert severities({})["sexual"] == (0, 0)
    assert at_least("hate", 2) == {"hate": (2, 6)}
    assert set(SAFE) == set(CATEGORIES)
    assert UNKNOWN == (0, 6)


@pytest.mark.parametrize("seed", range(40))
def test_variations_keep_every_span_in_its_place(seed: int):
    row = Row("Ask Nadia Okafor in Ghent.", "x", spans=((4, 16, "PERSON"), (20, 25, "LOCATION")))
    varied = vary(row, np.random.default_rng(seed))
    assert len(varied.text) == len(row.text)
    assert varied.spans == row.spans
