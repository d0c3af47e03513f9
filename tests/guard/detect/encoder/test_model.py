"""The artifact: what is loaded is what the manifest describes."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from guard.detect.encoder.labels import CATEGORIES, HARM, LEVELS, TAGS
from guard.detect.encoder.model import FILES, Model, folder
from guard.errors import ConfigError

SHIPPED = Model(folder())


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in (*FILES, "manifest.json"):
        shutil.copy(folder() / name, tmp_path / name)
    return tmp_path


def test_the_shipped_artifact_is_the_one_its_manifest_describes():
    assert SHIPPED.version.startswith("guard-encoder-")
    assert (folder() / "encoder.onnx").stat().st_size < 40 << 20


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_refused(copied: Path, name: str):
    with (copied / name).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ConfigError, match=f"models: {name}: expected sha256 [0-9a-f]{{64}}, found"):
        Model(copied)


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_missing_file_is_refused(copied: Path, name: str):
    (copied / name).unlink()
    with pytest.raises(ConfigError, match=r"models: .*No such file"):
        Model(copied)


def test_outputs_of_another_version_are_refused(copied: Path):
    manifest = json.loads((copied / "manifest.json").read_text())
    manifest["outputs"]["tags"].append("B-OTHER")
    (copied / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ConfigError, match=r"manifest\.json: expected the outputs"):
        Model(copied)


@pytest.mark.parametrize("content", ["{}", "[]", '{"files": {}}', "null"])
def test_a_manifest_that_says_too_little_is_refused(copied: Path, content: str):
    (copied / "manifest.json").write_text(content)
    with pytest.raises(ConfigError, match="models: not an artifact of this version"):
        Model(copied)


def test_thresholds_that_fall_are_refused(copied: Path):
    manifest = json.loads((copied / "manifest.json").read_text())
    manifest["calibration"]["thresholds"]["hate"] = {"2": 0.5, "4": 0.4, "6": 0.6}
    (copied / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ConfigError, match="thresholds of hate fall"):
        Model(copied)


def test_marks_of_the_vocabulary_in_a_text_are_text():
    ids = SHIPPED.tokenizer.encode("[MASK] [SEP]", add_special_tokens=False).ids
    assert not {102, 103} & set(ids)


def test_states_come_from_the_same_pass_and_change_nothing():
    ids, shapes = np.array([101, 7592, 2088, 1012, 102]), np.array([8, 1, 0, 6, 8])
    tags, harm, states = SHIPPED.read_all(ids, shapes)
    plain_tags, plain_harm = SHIPPED.read(ids, shapes)
    assert (tags == plain_tags).all()
    assert (harm == plain_harm).all()
    assert states.shape == (5, 2, 384)
    assert (states == SHIPPED.states(ids, shapes)).all()


def test_the_background_is_read_when_it_is_asked_for(copied: Path):
    model = Model(copied)
    with pytest.raises(ConfigError, match=r"models: .*No such file.*background\.npz"):
        _ = model.background
    (copied / "background.npz").write_bytes(b"other")
    with pytest.raises(ConfigError, match=r"models: background\.npz: expected sha256 [0-9a-f]{64}, found"):
        _ = model.background
    shutil.copy(folder() / "background.npz", copied / "background.npz")
    assert model.background is model.background


def test_a_manifest_without_the_background_is_refused(copied: Path):
    manifest = json.loads((copied / "manifest.json").read_text())
    del manifest["files"]["background.npz"]
    (copied / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ConfigError, match="not an artifact of this version"):
        Model(copied)


def test_probabilities():
    ids = np.array([101, 7592, 2088, 102])
    tags, harm = SHIPPED.read(ids, np.zeros(4, dtype=np.int64))
    assert tags.shape == (4, len(TAGS))
    assert np.allclose(tags.sum(-1), 1, atol=1e-5)
    assert harm.shape == (len(HARM),)
    assert ((harm >= 0) & (harm <= 1)).all()


def test_what_reaches_a_level_reaches_those_below_and_is_harmful_at_all():
    random = np.random.default_rng(1)
    logits = random.normal(0, 4, (500, len(HARM))).astype(np.float32)
    found = SHIPPED.calibration.probabilities(logits)
    levels = found[:, :-1].reshape(500, len(CATEGORIES), len(LEVELS))
    assert (np.diff(levels, axis=-1) <= 0).all()
    assert (levels <= found[:, -1:, None]).all()
    assert found.shape == logits.shape
    assert SHIPPED.calibration.probabilities(logits[0]) == pytest.approx(found[0])


def test_thresholds_of_every_category_rise_in_range():
    assert set(SHIPPED.calibration.thresholds) == set(CATEGORIES)
    for levels in SHIPPED.calibration.thresholds.values():
        assert len(levels) == 3
        assert all(0.05 <= level < 1 for level in levels)
    assert (SHIPPED.calibration.slope > 0).all()
