"""Texts and a policy give a screening: decided once, rewritten once, never half."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from guard import screen as screen_module
from guard.decide.policy import Policy
from guard.detect.memory import Memory
from guard.engine import load_policy
from guard.screen import Rules, Screening, Window, acted, clip, conclude, screen, screen_window
from guard.types import Action, Direction, Finding, Kind, NotRun, Reason, Severity, Span, Text

KEY = b"k" * 32
POLICY = """
policy: p
on_not_run: {default: block, encoder: allow}
prompt: &both
  entities:
    US_SSN: block
    EMAIL_ADDRESS: {action: redact, operator: pseudonym}
    IBAN_CODE: redact
    PHONE_NUMBER: redact
    URL: annotate
  categories: {hate: {annotate: low, block: high}}
completion: *both
words: [{id: glue, list: [x], action: redact, operator: drop}]
"""


class Finds:
    """Finds words of its own wherever they stand."""

    def __init__(self, name: str, **labels: str) -> None:
        self.name = name
        self.labels = frozenset(labels)
        self._words = labels

    def detect(self, index: int, text: Text) -> Iterator[Finding]:
        for label, word in self._words.items():
            at = text.value.find(word)
            while at >= 0:
                yield found(label, at, at + len(word), text=index)
                at = text.value.find(word, at + 1)


class Breaks(Finds):
    """Breaks down after it found what it finds."""

    def detect(self, index: int, text: Text) -> Iterator[Finding]:
        yield from super().detect(index, text)
        raise ValueError(text.value)


def found(label: str, start: int, end: int, *, text: int = 0, score: float = 0.9) -> Finding:
    if label == "hate":
        return Finding(text, Span(start, end), label, Kind.CATEGORY, score, "encoder", Severity.HIGH)
    kind = Kind.WORDS if label.startswith("words:") else Kind.ENTITY
    return Finding(text, Span(start, end), label, kind, score, "d")


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path: Path = tmp_path_factory.mktemp("policy") / "p.yaml"
    path.write_text(POLICY)
    return load_policy(path)


MAIL = Finds("mail", EMAIL_ADDRESS="ann@x.example")
SSN = Finds("ssn", US_SSN="536-90-4399")
URLS = Finds("urls", URL="x.example")
HATE = Finds("encoder", hate="vermin")


def run(policy: Policy, *values: str, by: Iterable[object] = (MAIL, SSN, URLS, HATE)) -> Screening:
    rules = Rules(policy, dict.fromkeys(Direction, tuple(by)), KEY)
    return screen([Text(f"/{at}", value) for at, value in enumerate(values)], rules, Direction.PROMPT)


def test_clean_texts_pass_as_they_are(policy: Policy):
    made = run(policy, "hello", "you")
    assert (made.action, made.values, made.text) == (Action.ALLOW, ("hello", "you"), "hello")
    assert not any((made.flagged, made.blocked, made.rules, made.findings, made.tokens))
    assert made.policy == policy.version


def test_what_is_redacted_is_rewritten_and_can_come_back(policy: Policy):
    made = run(policy, "mail ann@x.example", "or ann@x.example!")
    (token,) = made.tokens
    assert made.values == (f"mail {token}", f"or {token}!")
    assert made.tokens == {token: "ann@x.example"}
    assert (made.action, made.flagged, made.blocked) == (Action.REDACT, True, False)
    assert [text.value for text in made.originals] == ["mail ann@x.example", "or ann@x.example!"]


@pytest.mark.parametrize("value", ["536-90-4399", "mail ann@x.example, ssn 536-90-4399"])
def test_what_is_blocked_has_no_text(policy: Policy, value: str):
    made = run(policy, value)
    assert (made.action, made.blocked, made.text, made.tokens) == (Action.BLOCK, True, None, {})
    assert made.rules == ("prompt.entities.US_SSN",)


def test_what_is_annotated_passes_as_it_is_and_is_flagged(policy: Policy):
    made = run(policy, "see x.example")
    assert (made.action, made.text, made.flagged) == (Action.ANNOTATE, "see x.example", True)


def test_in_shadow_nothing_is_acted_on_and_everything_is_counted(policy: Policy):
    shadow = replace(policy, mode=type(policy.mode)("shadow"))
    for value in ("mail ann@x.example", "536-90-4399", "vermin", "x.example"):
        made, enforced = run(shadow, value), run(policy, value)
        assert made.values == (value,)
        assert made.verdict == enforced.verdict
        assert (made.text, made.flagged, made.blocked, made.tokens) == (value, False, False, {})
    broken = run(shadow, "a", by=[Breaks("d")])
    assert (broken.action, broken.text, broken.flagged) == (Action.BLOCK, "a", False)


def test_the_order_of_detectors_never_matters(policy: Policy):
    value = "vermin ann@x.example at x.example, vermin ann@x.example"
    detectors = (
        MAIL,
        URLS,
        Breaks("encoder", URL="at"),
        Finds("more", IBAN_CODE="ann@x", PHONE_NUMBER="vermin ann"),
    )
    first = run(policy, value, value[7:], by=detectors)
    assert first.action is Action.REDACT
    for order in permutations(detectors):
        assert run(policy, value, value[7:], by=order) == first


def test_a_detector_that_breaks_blocks_or_is_shown(policy: Policy):
    made = run(policy, "mail ann@x.example", by=[MAIL, Breaks("bad")])
    assert (made.action, made.rules, made.text) == (Action.BLOCK, ("on_not_run.bad",), None)
    assert made.not_run == (NotRun("bad", Reason.ERROR, 0),)
    assert made.verdict.outage
    shown = run(policy, "mail ann@x.example", by=[MAIL, Breaks("encoder", URL="mail")])
    assert (shown.action, shown.rules) == (Action.REDACT, ("prompt.entities.EMAIL_ADDRESS",))
    assert [finding.label for finding in shown.findings] == ["URL", "EMAIL_ADDRESS"]
    assert "ann@x.example" not in str(shown.text)


def test_one_finding_for_each_stretch(policy: Policy):
    by = [Finds("d", EMAIL_ADDRESS="ann@x.example", IBAN_CODE="ann", PHONE_NUMBER="example", URL="lex")]
    made = run(policy, "ann@x.example and ann", by=by)
    assert [(each.label, each.span.start) for each in made.findings] == [
        ("EMAIL_ADDRESS", 0),
        ("IBAN_CODE", 18),
    ]
    assert [each.finding for each in acted(made.verdict)] == list(made.findings)


def test_harm_is_told_by_category_and_is_no_finding_of_text(policy: Policy):
    by = [Finds("encoder", hate="vermin")]
    made = run(policy, "vermin", "vermin", by=by)
    assert made.findings == ()
    assert made.harm == {"hate": 0.9}
    assert made.severities == {"hate": Severity.HIGH}
    assert run(policy, "nothing", by=by).harm == {}


def test_the_worst_of_each_category_counts(policy: Policy):
    texts = [Text("", "abc")]
    low = Finding(0, Span(0, 1), "hate", Kind.CATEGORY, 0.9, "encoder", Severity.LOW)
    high = Finding(0, Span(1, 2), "hate", Kind.CATEGORY, 0.5, "encoder", Severity.HIGH)
    other = Finding(0, Span(1, 2), "violence", Kind.CATEGORY, 0.1, "encoder", Severity.MEDIUM)
    rules = Rules(policy, {}, KEY)
    made = conclude(texts, [low, high, other], [], rules, Direction.PROMPT)
    assert dict(made.severities) == {"hate": Severity.HIGH, "violence": Severity.MEDIUM}
    assert dict(made.harm) == {"hate": 0.9, "violence": 0.1}


def test_what_cannot_be_rewritten_cleanly_is_blocked(policy: Policy):
    texts = [Text("", "annXX@x.example"), Text("", "ann@x.example")]
    findings = [found("words:glue", 3, 5), found("EMAIL_ADDRESS", 0, 13, text=1)]
    made = conclude(texts, findings, [], Rules(policy, {}, KEY), Direction.PROMPT)
    assert (made.action, made.blocked, made.text, made.rules) == (Action.BLOCK, True, None, ("rewrite",))
    assert NotRun("rewrite", Reason.ERROR) in made.not_run
    assert made.verdict.outage
    assert made.tokens == {}


def test_a_value_is_removed_everywhere_in_a_prompt_and_by_span_in_a_completion(policy: Policy):
    texts = [Text("", "ann@x.example"), Text("", "ann@x.example")]
    findings = [found("IBAN_CODE", 0, 13)]
    prompt, completion = (conclude(texts, findings, [], Rules(policy, {}, KEY), each) for each in Direction)
    assert prompt.values == ("<IBAN_CODE>", "<IBAN_CODE>")
    assert completion.values == ("<IBAN_CODE>", "ann@x.example")


def test_no_repr_holds_text_tokens_or_key(policy: Policy):
    made = run(policy, "mail ann@x.example", "536-90-4399")
    shown = repr((made, run(policy, "mail ann@x.example"), Rules(policy, {}, b"sixteen bytes ...")))
    for secret in ("ann@", "536", "sixteen", "<EMAIL"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0, 4), None),
        ((4, 6), (0, 2)),
        ((2, 6), (0, 2)),
        ((8, 12), (4, 6)),
        ((2, 12), (0, 6)),
        ((10, 12), None),
    ],
)
def test_clip_keeps_what_is_inside_and_shifts_it(span: tuple[int, int], expected: tuple[int, int] | None):
    clipped = clip([found("URL", *span)], 4, 10)
    assert [(each.span.start, each.span.end) for each in clipped] == ([] if expected is None else [expected])


def window(
    policy: Policy, value: str, low: int, high: int, *spans: tuple[int, int]
) -> tuple[str | None, int]:
    class Given:
        name = "given"
        labels = frozenset({"IBAN_CODE"})

        def detect(self, index: int, _text: Text) -> Iterator[Finding]:
            for start, end in spans:
                yield found("IBAN_CODE", start, end, text=index)

    rules = Rules(policy, dict.fromkeys(Direction, (Given(),)), KEY)
    made, end = screen_window(Window(Text("/c", value), low, high), rules, Direction.COMPLETION)
    if end == low:  # all of it waits
        assert made.originals == ()
        return "", end
    assert made.originals[0].value == value[low:end]
    return made.text, end


@pytest.mark.parametrize(
    ("low", "high", "spans", "expected"),
    [
        (0, 10, [], ("0123456789", 10)),
        (2, 5, [], ("234", 5)),
        (2, 5, [(3, 4)], ("2<IBAN_CODE>4", 5)),
        (2, 5, [(2, 5)], ("<IBAN_CODE>", 5)),
        (2, 5, [(0, 2), (5, 9)], ("234", 5)),
        (2, 5, [(4, 6)], ("23", 4)),
        (2, 5, [(2, 6)], ("", 2)),
        (2, 5, [(0, 6)], ("", 2)),
        (2, 5, [(0, 3)], ("<IBAN_CODE>34", 5)),
        (2, 8, [(7, 9), (3, 4)], ("2<IBAN_CODE>456", 7)),
        (2, 8, [(7, 9), (6, 9)], ("2345", 6)),
        (2, 10, [(7, 10)], ("23456<IBAN_CODE>", 10)),
    ],
)
def test_a_window_ends_before_what_crosses_its_end(
    policy: Policy, low: int, high: int, spans: list[tuple[int, int]], expected: tuple[str, int]
):
    assert window(policy, "0123456789", low, high, *spans) == expected


def test_a_window_ends_before_findings_that_overlap_one_another(policy: Policy):
    assert window(policy, "0123456789", 0, 8, (2, 6), (5, 9)) == ("01", 2)


def test_a_window_that_did_not_run_is_blocked(policy: Policy):
    rules = Rules(policy, dict.fromkeys(Direction, (Breaks("bad"),)), KEY)
    made, _ = screen_window(Window(Text("/c", "abc"), 0, 2), rules, Direction.COMPLETION)
    assert made.blocked
    assert made.verdict.outage


def test_what_is_remembered_is_decided_about_anew(policy: Policy):
    memory = Memory(KEY)
    rules = Rules(policy, dict.fromkeys(Direction, (MAIL, SSN)), KEY, memory)
    text = Text("/a", "mail ann@x.example")
    alone = screen([text], rules, Direction.PROMPT)
    both = screen([text, Text("/b", "536-90-4399")], rules, Direction.PROMPT)
    assert (alone.action, both.action) == (Action.REDACT, Action.BLOCK)
    assert len(memory) == 2
    assert "ann@" not in repr(rules)


SENTENCE = "This is a plain sentence that is long enough to leave alone, and it does so. "


class Hints:
    """Finds harm in one word because of another that stands near it."""

    name = "hints"
    labels = frozenset({"hate"})

    def __init__(self, severity: Severity) -> None:
        self._severity = severity

    def detect(self, index: int, text: Text) -> Iterator[Finding]:
        at = text.value.find("hinted")
        if at >= 0 and "because" in text.value:
            yield replace(found("hate", at, at + len("hinted"), text=index), severity=self._severity)


def completed(policy: Policy, *values: str, by: Iterable[object] = (MAIL, SSN, URLS, HATE)) -> Screening:
    rules = Rules(policy, dict.fromkeys(Direction, tuple(by)), KEY)
    return screen([Text(f"/{at}", value) for at, value in enumerate(values)], rules, Direction.COMPLETION)


@pytest.mark.parametrize("before", [0, 1, 2, 7, 40])
@pytest.mark.parametrize("after", [0, 1, 9])
def test_a_completion_is_found_in_whatever_stretch_it_stands(policy: Policy, before: int, after: int):
    lead = SENTENCE * before
    made = completed(policy, "clean", f"{lead}Ask ann@x.example. {SENTENCE * after}")
    (finding,) = made.findings
    assert (finding.text, finding.span) == (1, Span(len(lead) + 4, len(lead) + 4 + len("ann@x.example")))
    assert made.values[1].startswith(f"{lead}Ask <EMAIL_ADDRESS_")
    assert len(made.originals) == 2


def test_every_stretch_counts_and_what_is_rewritten_only_once(policy: Policy):
    value = f"{SENTENCE}ann@x.example and vermin. " * 20
    made = completed(policy, value)
    assert [each.label for each in made.findings] == ["EMAIL_ADDRESS"] * 20
    assert made.severities == {"hate": Severity.HIGH}
    starts = {each.finding.span.start for each in made.verdict.decisions if each.finding.label == "hate"}
    assert starts >= {at for at in range(len(value)) if value.startswith("vermin", at)}


@pytest.mark.parametrize("length", [100, 600, 5000])
def test_what_crosses_the_ends_of_stretches_is_seen_whole(policy: Policy, length: int):
    secret = ("line\n" * length)[:length].strip() + "!"
    text = f"{SENTENCE}{secret} {SENTENCE * 3}"
    (finding,) = completed(policy, text, by=[Finds("long", IBAN_CODE=secret), Prefixes(secret)]).findings
    assert finding.span == Span(len(SENTENCE), len(SENTENCE) + len(secret))


class Prefixes:
    """Finds a value, and what of it is there if the text breaks off inside it."""

    name = "prefixes"
    labels = frozenset({"IBAN_CODE"})

    def __init__(self, value: str) -> None:
        self._value = value

    def detect(self, index: int, text: Text) -> Iterator[Finding]:
        at = text.value.find(self._value[:40])
        rest = text.value[at:]
        if at >= 0 and self._value.startswith(rest):
            yield found("IBAN_CODE", at, at + len(rest), text=index)


@pytest.mark.parametrize(
    ("severity", "action"),
    [(Severity.HIGH, Action.BLOCK), (Severity.LOW, Action.ALLOW), (Severity.SAFE, Action.ALLOW)],
)
def test_harm_that_is_seen_late_blocks_if_it_is_refused(policy: Policy, severity: Severity, action: Action):
    text = f"This one is hinted at in a plain sentence of words. {SENTENCE}It is because of that. {SENTENCE}"
    made = completed(policy, text, by=[Hints(severity)])
    assert made.action is action
    assert made.blocked is (action is Action.BLOCK)


def test_harm_that_is_not_seen_in_its_surroundings_is_none(policy: Policy):
    text = (
        f"This one is hinted at in a plain sentence of words. {SENTENCE * 9}It is because of that. {SENTENCE}"
    )
    assert completed(policy, text, by=[Hints(Severity.HIGH)]).action is Action.ALLOW
    assert run(policy, text, by=[Hints(Severity.HIGH)]).blocked


def test_a_detector_that_breaks_in_one_stretch_did_not_run(policy: Policy):
    class Odd(Finds):
        def detect(self, index: int, text: Text) -> Iterator[Finding]:
            if "odd" in text.value:
                raise ValueError(text.value)
            yield from super().detect(index, text)

    made = completed(
        policy, "clean", f"{SENTENCE * 9}odd {SENTENCE * 9}ann@x.example", by=[Odd("bad", URL="ann@")]
    )
    assert made.verdict.outage
    assert set(made.not_run) == {NotRun("bad", Reason.ERROR, 1)}
    assert [each.label for each in made.findings] == ["URL"]


def test_a_completion_that_takes_too_long_did_not_run(policy: Policy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(screen_module, "BUDGET_S", -1)
    made = completed(policy, "", "ann@x.example", by=[MAIL, SSN])
    assert made.verdict.outage
    assert made.not_run == (NotRun("mail", Reason.TIMEOUT, 1), NotRun("ssn", Reason.TIMEOUT, 1))


def test_what_cannot_be_scanned_is_found_in_a_completion_too(policy: Policy):
    rules = Rules(policy, dict.fromkeys(Direction, (MAIL,)), KEY)
    texts = [Text("/a", "x"), Text("/b", "", scannable=False)]
    made = screen(texts, rules, Direction.COMPLETION)
    assert [(each.finding.text, each.finding.label) for each in made.verdict.decisions] == [
        (1, "NOT_SCANNABLE")
    ]
