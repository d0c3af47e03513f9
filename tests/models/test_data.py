"""The rows that the encoder is trained on: legal, apart, and read as their labels mean."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from guard.detect.encoder.labels import CATEGORIES, ENTITIES, HARM, LEVELS
from models.data import asked, generate, own, shared
from models.data.augment import vary
from models.data.rows import SAFE, UNKNOWN, UNTOLD, Row, at_least, outputs, severities
from models.train import recipe

AUTHORED = sorted((own.HERE / "authored").glob("*.jsonl"))
MARKED = [path for path in sorted((own.HERE / "pii").glob("*.txt")) if path.stem != "negatives"]
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
    assert {path.stem.split("_")[0] for path in AUTHORED} <= set(recipe.SHARES)
    assert {each.name for each in shared.SETS} <= set(recipe.SHARES)
    assert {row.source for row in own.names()} <= set(recipe.SHARES)
    assert {row.source for _, row in generate.rows(np.random.default_rng(1))} <= set(recipe.SHARES)


def test_aims_are_legal_and_hold_twins():
    aims = [json.loads(line) for path in asked.FOLDER.glob("*.jsonl") for line in own.lines(path)]
    for aim in aims:
        assert set(aim) == {"goal", "labels", "group"}, aim["group"]
        assert set(aim["labels"]) <= set(CATEGORIES), aim["group"]
        assert set(aim["labels"].values()) <= set(LEVELS), aim["group"]
        assert aim["goal"] == aim["goal"].strip() != ""
        assert not aim["goal"].endswith((".", "?"))
    assert [goal for goal, count in Counter(aim["goal"] for aim in aims).items() if count > 1] == []
    assert sum(not aim["labels"] for aim in aims) >= len(aims) / 2


def test_every_frame_holds_the_aim():
    frames = json.loads((asked.FOLDER / "frames.json").read_text("utf-8"))
    beside = [frames.pop(name) for name in ("before", "after")]
    assert all(frame.count("{goal}") == 1 for of in frames.values() for frame in of)
    assert not any("{goal}" in sentence for of in beside for sentence in of)


@pytest.mark.parametrize("kind", ["do", "make"])
def test_a_frame_is_the_same_around_harm_and_its_twin(kind: str):
    frames = json.loads((asked.FOLDER / "frames.json").read_text("utf-8"))
    bad = {"goal": "xxx", "labels": {"illicit": 4}}
    good = {"goal": "xxx", "labels": {}}
    changed = 0
    for seed in range(200):
        one = asked.one(kind, bad, frames, np.random.default_rng(seed))
        other = asked.one(kind, good, frames, np.random.default_rng(seed))
        assert one.text == other.text
        assert "xxx" in one.text.lower()
        assert other.harm == SAFE
        assert one.harm in (SAFE, severities({"illicit": 4}))
        changed += one.harm == SAFE
    assert 10 < changed < 50  # talk about the aim, and refusals


def test_talk_about_own_suffering_stays_what_it_is():
    frames = json.loads((asked.FOLDER / "frames.json").read_text("utf-8"))
    aim = {"goal": "xxx", "labels": {"self_harm": 6}}
    rows = [asked.one("do", aim, frames, np.random.default_rng(seed)) for seed in range(200)]
    assert all(row.harm == severities({"self_harm": 6}) for row in rows)


def test_signed_texts_keep_their_harm_and_know_what_stands_beside_them():
    rows = [Row(f"text {index} of mine", "chat", harm=severities({"hate": 4})) for index in range(5000)]
    signed = list(generate.signed(rows, np.random.default_rng(1)))
    assert len(signed) == generate.SIGNED
    marked = 0
    for row in signed:
        assert row.harm == severities({"hate": 4})
        assert re.search(r"text \d+ of mine", row.text)
        assert row.marked == frozenset()
        for start, end, label in row.spans or ():
            marked += 1
            assert label in ENTITIES
            assert row.text[start:end].strip() == row.text[start:end] != ""
            assert "of mine" not in row.text[start:end]
    assert marked > generate.SIGNED / 2


def test_given_name_and_surname_are_one_name():
    lists = json.loads((own.HERE / "pii/lists.json").read_text("utf-8"))
    invented = generate.Invented(np.random.default_rng(1), lists)
    text, spans = generate.fill("ask {given} {surname} or {given2}, {surname2}", invented, "en")
    assert [label for _, _, label in spans] == ["PERSON"] * 3
    assert text[spans[0][0] : spans[0][1]] == text[len("ask ") : text.index(" or ")]


def test_what_a_row_says_of_each_output():
    known = outputs(Row("", "x", harm=severities({"hate": 4})))
    assert dict(zip(HARM, known.tolist(), strict=True)) == {
        name: float(name in ("hate>=2", "hate>=4", "any>=2")) for name in HARM
    }
    assert outputs(Row("", "x", harm=SAFE)).tolist() == [0.0] * len(HARM)
    assert outputs(Row("", "x")).tolist() == [UNTOLD] * len(HARM)
    partly = dict(zip(HARM, outputs(Row("", "x", harm=at_least("sexual", 2))).tolist(), strict=True))
    assert (partly["sexual>=2"], partly["sexual>=4"], partly["hate>=2"], partly["any>=2"]) == (
        1,
        UNTOLD,
        UNTOLD,
        1,
    )


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
            text, spans = generate.fill(raw["text"], invented, raw.get("lang", "en"))
            assert not re.search(r"\{[a-z_]+\d?\}", text), raw["text"]
            for start, end, label in spans:
                assert label in ENTITIES
                assert text[start:end].strip() == text[start:end] != ""


@pytest.mark.parametrize("path", MARKED, ids=lambda path: path.stem)
def test_marked_names_stand_where_they_are_said_to(path: Path):
    rows = list(own.marked(path))
    assert len(rows) >= 100
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
