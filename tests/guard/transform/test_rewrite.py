"""Rewriting by span and everywhere else the same value stands. Properties are in tests/property."""

import pytest

from guard.errors import RewriteError
from guard.transform.restore import restore
from guard.transform.rewrite import Rewritten, rewrite
from guard.types import Action, Decision, Finding, Kind, Operator, Rewrite, Span

KEY = b"k" * 32


def at(
    text: int,
    start: int,
    end: int,
    label: str = "PERSON",
    operator: Operator = Operator.REPLACE,
    *,
    kind: Kind = Kind.ENTITY,
    action: Action = Action.REDACT,
    keep_last: int = 0,
    score: float = 0.9,
) -> Decision:
    finding = Finding(text, Span(start, end), label, kind, score, "d")
    return Decision(finding, action, "r", rewrite=Rewrite(operator, keep_last))


def values(texts: list[str], *decisions: Decision, spread: bool = True) -> list[str]:
    return list(rewrite(texts, decisions, KEY, spread=spread).values)


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([at(0, 5, 8)], "I am <PERSON> Lee of Bonn"),
        ([at(0, 5, 12)], "I am <PERSON> of Bonn"),
        ([at(0, 5, 8), at(0, 9, 12)], "I am <PERSON> <PERSON> of Bonn"),
        ([at(0, 5, 10), at(0, 8, 12, "NAME", score=0.95)], "I am <NAME> of Bonn"),
        ([at(0, 5, 12, operator=Operator.DROP)], "I am  of Bonn"),
        ([at(0, 5, 12, operator=Operator.MASK, keep_last=2)], "I am *****ee of Bonn"),
        ([at(0, 0, 20)], "<PERSON>"),
        ([at(0, 5, 12, "words:staff", kind=Kind.WORDS)], "I am <STAFF> of Bonn"),
        ([at(0, 5, 12, "hate", kind=Kind.CATEGORY)], "I am <HATE> of Bonn"),
    ],
)
def test_spans_are_rewritten(decisions: list[Decision], expected: str):
    assert values(["I am Ann Lee of Bonn"], *decisions) == [expected]
    assert values(["I am Ann Lee of Bonn"], *reversed(decisions)) == [expected]


@pytest.mark.parametrize("action", [Action.ALLOW, Action.ANNOTATE, Action.BLOCK])
def test_only_what_is_to_be_redacted_is(action: Action):
    texts = ["I am Ann Lee", "Ann Lee"]
    assert rewrite(texts, [at(0, 5, 12, action=action)], KEY) == Rewritten(tuple(texts), {})
    assert rewrite(texts, [], KEY) == Rewritten(tuple(texts), {})
    assert rewrite([], [], KEY) == Rewritten((), {})


def test_what_is_removed_once_is_removed_everywhere():
    texts = ["I am Ann Lee", "ask Ann Lee or Ann Leeson", "Ann", "ann lee"]
    assert values(texts, at(0, 5, 12)) == ["I am <PERSON>", "ask <PERSON> or <PERSON>son", "Ann", "ann lee"]


def test_without_spreading_spans_are_all():
    texts = ["Ann Lee, Ann Lee", "Ann Lee"]
    assert values(texts, at(0, 0, 7), spread=False) == ["<PERSON>, Ann Lee", "Ann Lee"]


@pytest.mark.parametrize(
    ("value", "spreads"), [("Anna", False), ("Annas", True), ("ÄÖÜßé", True), ("😀😀😀😀", False)]
)
def test_short_values_do_not_spread(value: str, spreads: bool):
    first, second = values([value, f"x{value}x"], at(0, 0, len(value)))
    assert first == "<PERSON>"
    assert second == ("x<PERSON>x" if spreads else f"x{value}x")


def test_words_and_categories_do_not_spread():
    for kind, label in ((Kind.WORDS, "words:a"), (Kind.CATEGORY, "hate")):
        assert values(["falcon", "falcon"], at(0, 0, 6, label, kind=kind))[1] == "falcon"


def test_an_overlap_with_a_spread_value_grows():
    texts = ["abcabc", "xabcabcabc"]
    assert values(texts, at(0, 0, 6), at(1, 7, 10, "OTHER")) == ["<PERSON>", "x<PERSON><OTHER>"]
    assert values(texts, at(0, 0, 6), at(1, 5, 10, "OTHER")) == ["<PERSON>", "x<PERSON>"]


def test_a_value_of_metacharacters_spreads_as_it_is():
    texts = ["(.*)+?", "a(.*)+?b", "aaaaaab"]
    assert values(texts, at(0, 0, 6)) == ["<PERSON>", "a<PERSON>b", "aaaaaab"]


def test_a_value_that_comes_together_again_is_refused():
    texts = ["AnnXX Lee", "Ann Lee"]
    with pytest.raises(RewriteError) as raised:
        rewrite(texts, [at(0, 3, 5, "words:x", Operator.DROP, kind=Kind.WORDS), at(1, 0, 7)], KEY)
    assert "Ann" not in str(raised.value)


def test_a_value_that_its_own_placeholder_holds_is_refused():
    with pytest.raises(RewriteError):
        rewrite(["PERSON"], [at(0, 0, 6)], KEY)


def test_tokens_stand_for_values_and_come_back():
    texts = ["I am Ann Lee", "Ann Lee and Bob"]
    made = rewrite(
        texts, [at(0, 5, 12, operator=Operator.PSEUDONYM), at(1, 12, 15, operator=Operator.PSEUDONYM)], KEY
    )
    assert sorted(made.tokens.values()) == ["Ann Lee", "Bob"]
    assert [restore(value, made.tokens) for value in made.values] == texts
    token = made.values[0].removeprefix("I am ")
    assert made.values[1].startswith(f"{token} and <PERSON_")
    assert made.tokens[token] == "Ann Lee"


def test_the_same_key_gives_the_same_text_and_another_key_another():
    def run(key: bytes, operator: Operator) -> str:
        return rewrite(["Ann Lee"], [at(0, 0, 7, operator=operator)], key).values[0]

    for operator in (Operator.PSEUDONYM, Operator.HASH):
        assert run(KEY, operator) == run(KEY, operator)
        assert run(KEY, operator) != run(b"K" * 32, operator)


def test_nothing_but_pseudonyms_leaves_a_token():
    for operator in set(Operator) - {Operator.PSEUDONYM}:
        assert rewrite(["Ann Lee"], [at(0, 0, 7, operator=operator)], KEY).tokens == {}


def test_many_values_are_looked_for_in_one_pass():
    people = [f"person number {number:05}" for number in range(1200)]
    texts = [*people, " and ".join(people)]
    made = values(texts, *(at(number, 0, len(value)) for number, value in enumerate(people)))
    assert made[-1] == " and ".join(["<PERSON>"] * len(people))


def test_no_repr_holds_text():
    made = rewrite(["Ann Lee"], [at(0, 0, 3, operator=Operator.PSEUDONYM)], KEY)
    assert repr(made) == "Rewritten()"


def test_a_short_key_is_a_callers_bug():
    with pytest.raises(ValueError, match="at least 16 bytes"):
        rewrite(["Ann"], [at(0, 0, 3)], b"k" * 15)
