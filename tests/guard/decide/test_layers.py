"""The files of a policy: their order, what is read once, and mistakes that do not hide others."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from guard.decide.layers import chain, read
from guard.decide.policy import Policy
from guard.errors import PolicyError

Load = Callable[..., Policy]
Problems = Callable[..., list[str]]


@pytest.fixture
def names(tmp_path: Path) -> Callable[..., list[str]]:
    """Give the order in which files are read, by their ids."""

    def order(floor: str | None = None, **files: list[str]) -> list[str]:
        for name, extends in files.items():
            named = ", ".join(f"{each}.yaml" for each in extends)
            (tmp_path / f"{name}.yaml").write_text(f"policy: {name}\nextends: [{named}]\n")
        made = chain(tmp_path / "p.yaml", tmp_path, None if floor is None else tmp_path / f"{floor}.yaml")
        assert not made.problems
        return [layer.model.policy for layer in made.layers]

    return order


def test_what_is_extended_comes_first(names: Callable[..., list[str]]):
    assert names(p=["a", "b"], a=["c"], b=[], c=[]) == ["c", "a", "b", "p"]


def test_what_is_extended_on_two_ways_counts_where_it_is_extended_first(names: Callable[..., list[str]]):
    assert names(p=["a", "b"], a=["c"], b=["c"], c=[]) == ["c", "a", "b", "p"]


def test_what_is_named_after_what_extends_it_wins(names: Callable[..., list[str]]):
    assert names(p=["a", "c"], a=["c"], c=[]) == ["c", "a", "c", "p"]


def test_a_floor_comes_before_everything_and_once(names: Callable[..., list[str]]):
    assert names("f", p=["c"], f=["c"], c=[]) == ["c", "f", "p"]
    assert names("f", p=["f"], f=["c"], c=[]) == ["c", "f", "p"]


def test_a_file_that_stays_the_same_is_not_parsed_again(tmp_path: Path):
    path = tmp_path / "p.yaml"
    path.write_text("policy: p\n")
    first = read(path)
    os.utime(path, (0, 0))
    assert read(path) is first
    path.write_text("policy: q\n")
    assert read(path).model.policy == "q"


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(PolicyError, match=r"p\.yaml:1: cannot be read: No such file"):
        read(tmp_path / "p.yaml")


def test_one_broken_file_does_not_hide_the_mistakes_of_others(problems: Problems):
    told = problems(
        "policy: p\nextends: [nobody, a.yaml, p.yaml, b.yaml]\nprompt: {entities: {NOBODY: block}}\n",
        a_yaml="policy: a\nmode: x\n",
        b_yaml="policy: b\nprompt: {entities: {NOBODY: block}}\n",
    )
    assert [each.partition(": ")[0] for each in told] == [
        "p.yaml:2",
        "a.yaml:2",
        "p.yaml:2",
        "b.yaml:2",
        "p.yaml:3",
    ]


def test_every_file_that_decides_is_listed(policy: Load, folder: Path):
    made = policy(
        "policy: p\nextends: [first]\nwords: [{id: w, file: w.txt, action: block}]\n", w_txt="one\n"
    )
    assert made.files == {folder / "p.yaml", folder / "w.txt", folder / "packs" / "first.yaml"}
