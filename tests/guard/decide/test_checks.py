"""Mistakes in one file: names that nobody knows, allow rules, records. `test_load` has the rest."""

from collections.abc import Callable

import pytest

Problems = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("countries: [xx]", "countries.0: unknown country `xx`: expected one of de, uk, us"),
        (
            "on_not_run: {lexicn: allow}",
            "on_not_run.lexicn: unknown detector `lexicn`: did you mean `lexicon`?",
        ),
        ("allow: [{entity: AGE}]", "allow.0: expected either regex or values"),
        (
            "allow: [{entity: AGEE, values: [x]}]",
            "allow.0.entity: unknown entity `AGEE`: did you mean `AGE`?",
        ),
        (
            "allow: [{entity: AGE, values: [x], validated: perhaps}]",
            "allow.0.validated: unknown value `perhaps`",
        ),
        ("audit: {never_record: [nobody]}", "audit.never_record.0: unknown entity or category `nobody`"),
        ("words: [{id: a, action: block}]", "words.0: expected either file or list"),
    ],
)
def test_a_mistake_is_told_with_its_line(problems: Problems, text: str, said: str):
    (told,) = problems(f"policy: p\n{text}\n")
    assert told.startswith(f"p.yaml:2: {said}")


def test_one_file_may_hold_all_of_them(problems: Problems):
    assert len(problems("policy: p\ncountries: [xx]\nallow: [{entity: AGE}]\non_not_run: {x: allow}\n")) == 3
