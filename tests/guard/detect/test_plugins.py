"""Detectors in installed packages: found by name, and refused with a reason."""

from pathlib import Path

import pytest
from package import install

from guard.detect.plugins import plugin
from guard.detect.remote.client import Rejected
from guard.errors import ConfigError

SOURCE = """
class Good:
    labels = ["colour", "shape"]
    def detect(self, texts, direction):
        if direction == "completion":
            raise ValueError(texts[0])
        return [[{"label": "colour", "start": 0, "end": 1}] for _ in texts]

class Odd(Good):
    def detect(self, texts, direction):
        return {"none": 1} if direction == "prompt" else None

class Unlabelled(Good):
    labels = []

class Mislabelled(Good):
    labels = [1]

class Mute:
    labels = ["a"]

class Deaf:
    labels = ["a"]
    detect = "no function"

class Broken:
    def __init__(self):
        raise RuntimeError("canary")

value = 3
"""


def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, **points: str) -> None:
    install(tmp_path / name, monkeypatch, name, SOURCE, **points)


def question(direction: str, *texts: str) -> dict[str, object]:
    return {"texts": list(texts), "direction": direction}


def test_an_entry_point_is_a_detector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    put(tmp_path, monkeypatch, "colours_good", ours="Good")
    made = plugin("ours")
    assert (made.labels, made.version) == (("colour", "shape"), "colours_good==1.2")
    assert made.ask(question("prompt", "ab", "cd"), 0.0) == {
        "results": [{"findings": [{"label": "colour", "start": 0, "end": 1}]}] * 2
    }
    assert plugin("ours") is made


@pytest.mark.parametrize(
    ("name", "direction"), [("Good", "completion"), ("Odd", "prompt"), ("Odd", "completion")]
)
def test_what_it_raises_or_gives_instead_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, direction: str
):
    package = f"colours_{name.lower()}_{direction}"
    put(tmp_path, monkeypatch, package, ours=name)
    with pytest.raises(Rejected) as raised:
        plugin("ours").ask(question(direction, "canary"), 0.0)
    assert raised.value.args == ()
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("Unlabelled", "entry point `ours`: expected an object with `labels` and `detect`"),
        ("Mislabelled", "entry point `ours`: expected an object with `labels` and `detect`"),
        ("Deaf", "entry point `ours`: expected an object with `labels` and `detect`"),
        ("Mute", "entry point `ours` cannot be used: AttributeError"),
        ("Broken", "entry point `ours` cannot be used: RuntimeError"),
        ("value", "entry point `ours` cannot be used: TypeError"),
        ("Absent", "entry point `ours` cannot be used: AttributeError"),
    ],
)
def test_what_is_no_detector_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, message: str
):
    put(tmp_path, monkeypatch, f"colours_{target.lower()}", ours=target)
    with pytest.raises(ConfigError) as raised:
        plugin("ours")
    assert str(raised.value) == message


def test_a_name_nobody_has_is_told_with_those_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(
        ConfigError, match=r"no entry point `ours` in the group `guard.detectors`: .*none installed"
    ):
        plugin("ours")
    put(tmp_path, monkeypatch, "colours_other", theirs="Good")
    with pytest.raises(ConfigError, match="expected one of theirs"):
        plugin("ours")


def test_a_name_that_two_packages_have_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    put(tmp_path, monkeypatch, "colours_one", ours="Good")
    put(tmp_path, monkeypatch, "colours_two", ours="Good")
    with pytest.raises(ConfigError, match="2 packages have an entry point `ours`"):
        plugin("ours")
