"""Mistakes in the rules of a direction."""

from collections.abc import Callable

import pytest

from guard.decide.directions import closest

Problems = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("AGEE: block", "AGEE: unknown entity `AGEE`: did you mean `AGE`?"),
        ("AGE: {action: allow, floor: true}", "AGE: floor has no effect: expected an action above allow"),
        (
            "AGE: {action: block, operator: hash}",
            "AGE: operator `hash` has no effect: expected action redact",
        ),
        ("AGE: {action: redact, keep_last: 2}", "AGE: keep_last has no effect: expected operator mask"),
        ("NOT_SCANNABLE: redact", "NOT_SCANNABLE: content that cannot be read cannot be rewritten"),
        ("'*': {action: block, only_with: [AGE]}", "*: only_with has no meaning here"),
        ("AGE: {action: block, floor: perhaps}", "AGE.floor: unknown value `perhaps`"),
    ],
)
def test_a_mistake_is_told_with_its_line(problems: Problems, rule: str, said: str):
    (told,) = problems(f"policy: p\nprompt:\n  entities:\n    {rule}\n")
    assert told.startswith(f"p.yaml:4: prompt.entities.{said}")


def test_a_name_that_resembles_none_is_answered_with_where_names_are_listed():
    assert closest("zzzz", ("AGE",)) == ": `guard detectors` lists what there is"
    assert closest("AG", ("AGE",)) == ": did you mean `AGE`?"
    assert closest("A" * 10_000, ("AGE",)) == ": `guard detectors` lists what there is"
