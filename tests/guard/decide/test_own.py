"""Detectors of a policy's own: what they become, and every mistake with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from guard.decide.load import Known, load
from guard.decide.policy import Policy
from guard.errors import ConfigError, PolicyError
from guard.plugged import Offer, Plugged, PluggedKind
from guard.types import Action, Direction, Severity

Load = Callable[..., Policy]
Problems = Callable[..., list[str]]
RULE = "prompt: {entities: {A: block}}"
URL = "http://127.0.0.1:9000/x"


def test_a_whole_entry(policy: Load, folder: Path):
    made = policy(
        """
        policy: p
        prompt: {entities: {PROJECT: block}, categories: {harassment: {block: low}}}
        detectors:
          - name: our-moderation
            kind: http
            url: http://127.0.0.1:9000/moderate?v=1
            labels: [PROJECT, rude]
            map: {rude: harassment}
            directions: [prompt]
            timeout_ms: 300
            concurrency: 4
            breaker: {failures: 2, open_s: 1.5}
            key_file: our.key
            max_chars: 500
            severity: low
            on_not_run: allow
        """
    )
    assert made.plugged == (
        Plugged(
            name="our-moderation",
            kind=PluggedKind.HTTP,
            url="http://127.0.0.1:9000/moderate?v=1",
            labels=("PROJECT", "rude"),
            mapping={"rude": "harassment"},
            directions=frozenset({Direction.PROMPT}),
            timeout_s=0.3,
            concurrency=4,
            failures=2,
            open_s=1.5,
            key_file=folder / "our.key",
            max_chars=500,
            severity=Severity.LOW,
        ),
    )
    assert dict(made.on_not_run.by_detector) == {"our-moderation": Action.ANNOTATE}
    assert "PROJECT" in made.never_record


def test_the_least_entry(policy: Load):
    made = policy(f"policy: p\n{RULE}\ndetectors: [{{name: a, kind: http, url: '{URL}', labels: [A]}}]")
    (plugged,) = made.plugged
    assert plugged == Plugged("a", PluggedKind.HTTP, url=URL, labels=("A",))
    assert dict(made.on_not_run.by_detector) == {}


def entry(text: str) -> str:
    return f"policy: p\n{RULE}\ndetectors:\n - {{{text}}}\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("kind: http, labels: [A]", "4: detectors.0.name: missing"),
        ("name: x, kind: grpc", None),
        ("name: x, kind: http, labels: [A]", "4: detectors.0.url: missing"),
        (f"name: x, kind: http, url: '{URL}'", "4: detectors.0.labels: missing"),
        (f"name: x, kind: llama-guard, url: '{URL}'", "4: detectors.0.model: missing"),
        ("name: x, kind: python", "4: detectors.0.entry_point: missing"),
        (
            f"name: x, kind: http, url: '{URL}', labels: [A], language: en",
            "4: detectors.0.language: has no effect with kind http: expected kind presidio-analyzer",
        ),
        (
            f"name: x, kind: python, entry_point: e, url: '{URL}'",
            (
                "4: detectors.0.url: has no effect with kind python: expected kind http or openai-moderation or "
                "azure-text-analyze or llama-guard or presidio-analyzer"
            ),
        ),
        (
            f"name: x, kind: openai-moderation, url: '{URL}', severity: low",
            (
                "4: detectors.0.severity: has no effect with kind openai-moderation: expected kind http or "
                "llama-guard or python"
            ),
        ),
        (
            f"name: x, kind: http, url: '{URL}', labels: [A], key_env: K, key_file: k",
            "4: detectors.0: expected either key_env or key_file",
        ),
        (
            f"name: lexicon, kind: http, url: '{URL}', labels: [A]",
            "4: detectors.0.name: `lexicon` is the name of another detector too",
        ),
        (
            f"name: x, kind: http, url: '{URL}', labels: [A, rude]",
            (
                "4: detectors.0.map: unknown label `rude`: expected one of hate, harassment, sexual, sexual/minors, "
                "violence, self_harm, illicit, prompt_attack, an entity of `guard detectors`, or a name of your own "
                "such as PROJECT_NAME; `map` gives it another name"
            ),
        ),
        (f"name: x, kind: http, url: '{URL}', labels: [A], map: {{b: '*'}}", None),
        (f"name: x, kind: http, url: '{URL}', labels: [A], map: {{b: two words}}", None),
        (
            f"name: x, kind: http, url: '{URL}', labels: [A], directions: [completion]",
            "4: detectors.0: expected a rule for one of its labels: it is never asked",
        ),
        (
            f"name: x, kind: http, url: '{URL}', labels: [A], timeout_ms: 0",
            "4: detectors.0.timeout_ms: unknown value `0`: expected greater than or equal to 1",
        ),
        (f"name: x, kind: http, url: '{URL}', labels: [A], timeout_ms: 30001", None),
        (f"name: x, kind: http, url: '{URL}', labels: [A], concurrency: 0", None),
        (f"name: x, kind: http, url: '{URL}', labels: [A], breaker: {{failures: 0}}", None),
        (f"name: x, kind: http, url: '{URL}', labels: [A], breaker: {{open_s: 0}}", None),
        (f"name: x, kind: http, url: '{URL}', labels: [A], directions: []", None),
        (f"name: x, kind: http, url: '{URL}', labels: [A], max_chars: -1", None),
        (f"name: x, kind: http, url: '{URL}', labels: [A], on_not_run: maybe", None),
        (f"name: Our Own, kind: http, url: '{URL}', labels: [A]", None),
        (f"name: x, kind: http, url: '{URL}', labels: [A], retries: 3", None),
    ],
)
def test_mistakes_name_their_place(problems: Problems, text: str, problem: str | None):
    told = problems(entry(text))
    # A rule for what only a refused detector finds is a mistake as well.
    first = next(each for each in told if "detectors" in each)
    assert first.startswith("p.yaml:4: detectors.0")
    assert problem is None or first == f"p.yaml:{problem}"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/x",
        "host/x",
        "http://",
        "https:///x",
        "http://user:canary@host/x",
        "http://canary@host/x",
        "http://host/x#canary",
        "http://host/x#",
        "http://host:canary/x",
        "http://host:99999/x",
        "http://host/x y",
        "http://host/\\x",
        "http://h\u00f6st/canary",
        "http://[::1/x",
        "file:///canary",
    ],
)
def test_an_address_that_is_none_is_not_repeated(problems: Problems, url: str):
    told = [
        each for each in problems(entry(f"name: x, kind: http, labels: [A], url: '{url}'")) if "url" in each
    ]
    assert told == [
        "p.yaml:4: detectors.0.url: expected an address such as https://host/path, without user, password and fragment"
    ]


@pytest.mark.parametrize(
    "url",
    ["http://host", "https://host:8443/a/b?api-version=2024-09-01&x=y", "http://[::1]:9000/x", "http://h/@x"],
)
def test_addresses(policy: Load, url: str):
    made = policy(entry(f"name: x, kind: http, labels: [A], url: '{url}'"))
    assert made.plugged[0].url == url


@pytest.mark.parametrize("name", ["sk-canary-1234", "a b", "1A", "", "A=canary", "x" * 90])
def test_a_key_in_place_of_its_variable_is_not_repeated(problems: Problems, name: str):
    told = problems(entry(f"name: x, kind: http, labels: [A], url: '{URL}', key_env: '{name}'"))
    first = next(each for each in told if "key_env" in each)
    assert (
        first
        == "p.yaml:4: detectors.0.key_env: expected the name of an environment variable, and never a key itself"
    )


def test_a_name_stands_once_in_a_file(problems: Problems):
    one = f"{{name: x, kind: http, url: '{URL}', labels: [A]}}"
    assert problems(f"policy: p\n{RULE}\ndetectors: [{one}, {one}]") == [
        "p.yaml:3: detectors.1.name: `x` is the name of another detector too"
    ]


def test_a_detector_that_no_rule_needs_is_a_mistake(problems: Problems):
    rule = "prompt: {entities: {US_SSN: block}, categories: {'*': {block: low}}}"
    assert problems(
        f"policy: p\n{rule}\ndetectors: [{{name: x, kind: http, url: '{URL}', labels: [B]}}]"
    ) == ["p.yaml:3: detectors.0: expected a rule for one of its labels: it is never asked"]


@pytest.mark.parametrize("name", ["default", "rewrite", "patterns", "lexicon"])
def test_names_that_mean_something_else_are_taken(problems: Problems, name: str):
    told = problems(entry(f"name: {name}, kind: http, url: '{URL}', labels: [A]"))
    assert f"p.yaml:4: detectors.0.name: `{name}` is the name of another detector too" in told


def test_too_many_labels(problems: Problems):
    labels = ", ".join(f"L{at}" for at in range(1001))
    told = problems(entry(f"name: x, kind: http, url: '{URL}', labels: [{labels}]"))
    assert "p.yaml:4: detectors.0: expected at most 1000 labels" in told


def test_the_later_file_wins_by_name(policy: Load):
    other = f"policy: o\n{RULE}\ndetectors: [{{name: x, kind: http, url: '{URL}', labels: [A], on_not_run: allow}}]"
    made = policy(
        f"policy: p\nextends: [other.yaml]\ndetectors: [{{name: x, kind: http, url: '{URL}/2', labels: [A]}}]",
        other_yaml=other,
    )
    assert [each.url for each in made.plugged] == [f"{URL}/2"]
    assert dict(made.on_not_run.by_detector) == {}


def test_names_and_labels_may_be_used_elsewhere_in_the_policy(policy: Load):
    made = policy(
        f"""
        policy: p
        on_not_run: {{x: allow}}
        prompt: {{entities: {{A: {{action: redact, only_with: [PERSON]}}, PERSON: redact}}}}
        allow: [{{entity: A, values: [x]}}]
        audit: {{never_record: [A]}}
        detectors: [{{name: x, kind: http, url: '{URL}', labels: [A]}}]
        """
    )
    assert dict(made.on_not_run.by_detector) == {"x": Action.ANNOTATE}


@pytest.mark.parametrize("half", ["entities: {'*': annotate}", "entities: {A: allow}"])
def test_a_rule_for_all_or_one_that_allows_is_a_rule(policy: Load, half: str):
    assert policy(
        f"policy: p\nprompt: {{{half}}}\ndetectors: [{{name: x, kind: http, url: '{URL}', labels: [A]}}]"
    )


def digest(policy: Load, more: str = "") -> str:
    return policy(entry(f"name: x, kind: http, url: '{URL}', labels: [A]{more}")).digest


def test_the_version_covers_what_decides_and_not_where_keys_are(policy: Load):
    plain = digest(policy)
    assert digest(policy, ", key_env: K") == digest(policy, ", key_file: k") == plain
    changed = {
        digest(policy, more)
        for more in (", timeout_ms: 5", ", map: {b: B}", ", severity: low", ", on_not_run: block")
    }
    assert len(changed | {plain}) == 5


def loaded(folder: Path, offer: Callable[[Plugged], Offer]) -> Policy:
    (folder / "p.yaml").write_text(
        f"policy: p\n{RULE}\ndetectors: [{{name: x, kind: python, entry_point: e}}]"
    )
    known = Known(frozenset(), frozenset(), frozenset(), offer=offer)
    return load(folder / "p.yaml", known, folder / "packs")


def test_the_version_covers_a_packages_own(folder: Path):
    digests = {
        loaded(folder, lambda _, at=at: Offer(frozenset({"A"}), at)).digest for at in ("e==1", "e==2", "")
    }
    assert len(digests) == 3


def test_a_package_that_cannot_be_used_is_a_mistake_of_the_policy(folder: Path):
    def offer(_: Plugged) -> Offer:
        raise ConfigError("no entry point `e`")

    with pytest.raises(PolicyError) as raised:
        loaded(folder, offer)
    assert f"{folder}/p.yaml:3: detectors.0: no entry point `e`" in raised.value.problems
