"""Every shipped policy passes the tests beside it; every bad one is refused with the message it states."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from guard import Direction, Guard, PolicyError
from guard.decide.source import read
from guard.engine import load_policy

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r"<([A-Z_]+)_[0-9A-Z]{5}>")
EXPECT = re.compile(r"^# expect: (.*)$", re.MULTILINE)


class Expect(BaseModel):
    model_config = ConfigDict(extra="forbid")
    action: str
    rules: list[str]
    text: str | None = None


class Case(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    text: str
    direction: Direction = Direction.PROMPT
    todo: bool = False
    expect: Expect


def cases() -> list[Any]:
    found = []
    for path in sorted((ROOT / "policies").glob("*.tests.yaml")):
        for each in yaml.safe_load(path.read_text(encoding="utf-8")):
            case = Case.model_validate(each)
            marks = (
                [pytest.mark.xfail(strict=True, reason="a gap that is known and counted")]
                if case.todo
                else []
            )
            found.append(
                pytest.param(path.name.split(".")[0], case, id=f"{path.stem}: {case.name}", marks=marks)
            )
    return found


@pytest.fixture(scope="module")
def guards() -> dict[str, Guard]:
    packs = (path for path in (ROOT / "policies").glob("*.yaml") if ".tests" not in path.name)
    return {path.stem: Guard.load(path, key=b"k" * 32) for path in packs}


def test_every_pack_has_tests(guards: dict[str, Guard]) -> None:
    assert {path.name.split(".")[0] for path in (ROOT / "policies").glob("*.tests.yaml")} == set(guards)


@pytest.mark.parametrize(("pack", "case"), cases())
def test_case(guards: dict[str, Guard], pack: str, case: Case) -> None:
    screening = guards[pack].check(case.text, case.direction)
    assert (screening.action.word, list(screening.rules)) == (case.expect.action, case.expect.rules)
    if case.expect.text is not None:
        assert screening.text is not None
        assert TOKEN.sub(r"<\1_#>", screening.text) == case.expect.text


@pytest.mark.parametrize(
    "path", sorted((ROOT / "policies" / "bad").glob("*.yaml")), ids=lambda path: path.stem
)
def test_bad_policy_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(PolicyError) as refused:
        load_policy(path.relative_to(ROOT))
    assert list(refused.value.problems) == EXPECT.findall(path.read_text(encoding="utf-8"))


def test_packs_are_plain_files() -> None:
    for path in (ROOT / "policies").glob("*.yaml"):
        if ".tests" not in path.name:
            assert read(path).data["policy"] == path.stem
