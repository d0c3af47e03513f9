"""Rewriting by span and everywhere else the same value stands. Properties are in tests/property."""

import re

import pytest

from guard.errors import RewriteError
from guard.transform.operators.pseudonym import Session
from guard.transform.restore import Restorer
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
    assert [Restorer(made.tokens).restore(value) for value in made.values] == texts
    token = made.values[0].removeprefix("I am ")
    assert made.values[1].startswith(f"{token} and <PERSON_")
    assert made.tokens[token] == "Ann Lee"


def test_the_same_key_gives_the_same_text_and_another_key_another():
    def run(key: bytes, operator: Operator) -> str:
        return rewrite(["Ann Lee"], [at(0, 0, 7, operator=operator)], key).values[0]

    for operator in (Operator.PSEUDONYM, Operator.SYNTHETIC, Operator.HASH):
        assert run(KEY, operator) == run(KEY, operator)
        assert run(KEY, operator) != run(b"K" * 32, operator)


def test_nothing_but_pseudonyms_and_stand_ins_leaves_a_token():
    for operator in set(Operator) - {Operator.PSEUDONYM, Operator.SYNTHETIC}:
        assert rewrite(["Ann Lee"], [at(0, 0, 7, operator=operator)], KEY).tokens == {}


def test_a_session_has_tokens_of_its_own_and_the_hashes_of_its_tenant():
    def run(operator: Operator, name: str) -> str:
        decisions = [at(0, 0, 7, operator=operator)]
        return rewrite(["Ann Lee"], decisions, KEY, session=Session(name)).values[0]

    for operator in (Operator.PSEUDONYM, Operator.SYNTHETIC):
        assert run(operator, "one") == run(operator, "one")
        assert len({run(operator, name) for name in ("", "one", "two")}) == 3
    assert run(Operator.HASH, "one") == run(Operator.HASH, "")


def invented(text: str, *found: tuple[int, int, str]) -> Rewritten:
    decisions = [at(0, start, end, label, Operator.SYNTHETIC) for start, end, label in found]
    return rewrite([text], decisions, KEY)


def test_stand_ins_stand_for_values_and_come_back():
    text = "Dr. Ann Lee, ann@example.org; ask Ms Lee"
    made = invented(text, (0, 11, "PERSON"), (13, 28, "EMAIL_ADDRESS"), (37, 40, "PERSON"))
    assert re.fullmatch(r"Dr\. (\w+) (\w+), [a-z]+@example\.\w+; ask Ms \2", made.values[0])
    assert sorted(made.tokens.values()) == ["Ann", "Lee", "ann@example.org"]
    assert Restorer(made.tokens).restore(made.values[0]) == text
    family = next(stand_in for stand_in, value in made.tokens.items() if value == "Lee")
    assert Restorer(made.tokens).restore(f"Dear Ms {family},") == "Dear Ms Lee,"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("xAnn Lee", 1, 8), ("Ann Leex", 0, 7), ("\u738bAnn Lee", 1, 8), ("Ann Lee_", 0, 7)],
)
def test_where_letters_touch_a_value_it_has_a_token(text: str, start: int, end: int):
    made = invented(text, (start, end, "PERSON"))
    assert re.fullmatch(r".?<PERSON_\w{5}>.?", made.values[0])
    assert Restorer(made.tokens).restore(made.values[0]) == text


def test_of_two_that_touch_only_one_has_a_stand_in():
    made = invented("Ann LeeBo Ray", (0, 7, "PERSON"), (7, 13, "PERSON"))
    assert re.fullmatch(r"<PERSON_\w{5}>[A-Z][a-z]+ [A-Z][a-z]+", made.values[0])
    assert Restorer(made.tokens).restore(made.values[0]) == "Ann LeeBo Ray"


def test_a_stand_in_that_holds_a_removed_value_is_not_used():
    text = "ann@example.net example.org example.com Leo"
    found = [at(0, 0, 15, "EMAIL_ADDRESS", Operator.SYNTHETIC), at(0, 16, 27, "URL"), at(0, 28, 39, "URL")]
    made = rewrite([text], found, KEY)
    assert re.fullmatch(r"[a-z]+@example\.net <URL> <URL> Leo", made.values[0])


def test_where_a_stand_in_makes_a_removed_value_whole_there_are_tokens():
    stand_in = rewrite(["Ann"], [at(0, 0, 3, operator=Operator.SYNTHETIC)], KEY).values[0]
    text = f"Ann Leo; {stand_in[1:]} Leo"
    made = rewrite([text], [at(0, 0, 3, operator=Operator.SYNTHETIC), at(0, 9, len(text), "words:x")], KEY)
    assert f"{stand_in[1:]} Leo" not in made.values[0]
    assert made.values[0] == f"{next(iter(made.tokens))} Leo; <X>"
    assert made.values[0].startswith("<PERSON_")


def test_a_token_that_stands_in_the_texts_is_issued_for_nothing():
    token = rewrite(["Ann Lee"], [at(0, 0, 7, operator=Operator.PSEUDONYM)], KEY).values[0]
    for literal in (token, f"&lt;{token[1:-1]}&gt;", f"%3C{token[1:-1]}%3E"):
        texts = ["Ann Lee", f"what is {literal}?"]
        made = rewrite(texts, [at(0, 0, 7, operator=Operator.PSEUDONYM)], KEY)
        assert made.values[0].startswith(token[:-1])
        assert len(made.values[0]) == len(token) + 1
        assert [Restorer(made.tokens).restore(value) for value in made.values] == texts


def test_a_token_that_comes_together_is_refused():
    token = rewrite(["Ann Lee"], [at(0, 0, 7, operator=Operator.PSEUDONYM)], KEY).values[0]
    text = f"{token[:5]}xx{token[5:]}"
    drop = at(1, 5, 7, "words:x", Operator.DROP, kind=Kind.WORDS)
    with pytest.raises(RewriteError, match="come back"):
        rewrite(["Ann Lee", text], [at(0, 0, 7, operator=Operator.PSEUDONYM), drop], KEY)


def test_what_is_known_is_issued_for_nothing_else():
    decisions = [at(0, 0, 7, operator=Operator.PSEUDONYM)]
    token = rewrite(["Ann Lee"], decisions, KEY).values[0]
    same = rewrite(["Ann Lee"], decisions, KEY, session=Session(known={token: "Ann Lee"}))
    other = rewrite(["Ann Lee"], decisions, KEY, session=Session(known={token: "Bo Ray"}))
    assert same.values[0] == token
    assert other.values[0].startswith(token[:-1])
    assert other.values[0] != token


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
