"""Our own contract: what policies/FORMAT.md says of it is what happens."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from moderator import Reply, Service

from guard import Guard
from guard.detect.remote.adapter import Answer, Found, Nonsense
from guard.detect.remote.contract import Contract
from guard.types import Direction, Severity, Text

FORMAT = Path(__file__).parents[4] / "policies" / "FORMAT.md"


def described(language: str) -> list[str]:
    section = FORMAT.read_text(encoding="utf-8").partition("## Further detectors")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def test_the_example_of_the_reference_runs(
    serve: Callable[..., Service], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ours = yaml.safe_load(described("yaml")[0])["detectors"][0]
    question, reply = (json.loads(each) for each in described("json"))
    service = serve(lambda _: Reply(reply))
    detectors = [{**ours, "url": f"{service.url}/moderate", "timeout_ms": 30_000}]
    (tmp_path / "p.yaml").write_text(
        yaml.safe_dump(
            {
                "policy": "p",
                "prompt": {
                    "entities": {"PROJECT_NAME": "redact"},
                    "categories": {"harassment": {"annotate": "low"}},
                },
                "detectors": detectors,
            }
        )
    )
    monkeypatch.setenv("OUR_KEY", "opensesame")
    guard = Guard.load(tmp_path / "p.yaml")
    made = guard.screen([Text("", each) for each in question["texts"]], Direction(question["direction"]))
    (seen,) = service.seen
    assert (seen.path, seen.body) == ("/moderate", question)
    assert seen.headers["authorization"] == "Bearer opensesame"
    assert made.values == ("Project <PROJECT_NAME> ships on Monday", "Hello", "You are a silly goose")
    assert dict(made.severities) == {"harassment": Severity.LOW}
    assert made.not_run == ()


def test_the_plugin_of_the_reference_runs():
    scope: dict[str, Any] = {}
    exec(compile(described("python")[0], "FORMAT.md", "exec"), scope)
    made = scope["Detector"]()
    adapter = Contract(made.labels)
    texts = ["red", "blue"]
    reply = {"results": [{"findings": found} for found in made.detect(texts, "prompt")]}
    assert adapter.answers(reply, texts) == [Answer((Found("colour", 1.0, 0, 3),)), Answer()]


def read(*results: Any, texts: tuple[str, ...] = ("abc",)) -> Any:
    return Contract(("A",)).answers({"results": list(results)}, texts)


@pytest.mark.parametrize(
    ("finding", "found"),
    [
        ({"label": "A"}, Found("A")),
        ({"label": "A", "start": 1, "end": 3, "score": 0}, Found("A", 0.0, 1, 3)),
        ({"label": "hate", "severity": "safe"}, Found("hate", severity=Severity.SAFE)),
        ({"label": "hate", "severity": "high", "score": 0.5}, Found("hate", 0.5, severity=Severity.HIGH)),
        ({"label": "whatever"}, Found("whatever")),
    ],
)
def test_findings(finding: Any, found: Found):
    assert read({"findings": [finding]}) == [Answer((found,))]


@pytest.mark.parametrize(
    "finding",
    [
        None,
        "A",
        {},
        {"label": 1},
        {"label": "A", "start": 1},
        {"label": "A", "end": 1},
        {"label": "A", "start": 0, "end": 4},
        {"label": "A", "start": 0, "end": 0},
        {"label": "A", "start": True, "end": 2},
        {"label": "A", "start": 0.0, "end": 1.0},
        {"label": "A", "start": None, "end": None},
        {"label": "A", "begin": 0, "stop": 1},
        {"label": "A", "score": 2},
        {"label": "A", "score": None},
        {"label": "A", "severity": "severe"},
        {"label": "A", "severity": 4},
        {"label": "A", "severity": None},
    ],
)
def test_a_finding_that_makes_no_sense_is_a_gap_and_the_others_count(finding: Any):
    assert read({"findings": [finding, {"label": "A"}]}) == [Answer((Found("A"),), whole=False)]


@pytest.mark.parametrize(
    "reply",
    [
        None,
        [],
        "ok",
        {},
        {"results": None},
        {"results": {}},
        {"results": []},
        {"results": [{"findings": []}, {"findings": []}]},
        {"results": [[]]},
        {"results": [{}]},
        {"results": [{"findings": None}]},
        {"results": [{"findings": {"label": "A"}}]},
    ],
)
def test_a_reply_of_another_shape_is_nonsense(reply: Any):
    with pytest.raises(Nonsense):
        Contract(("A",)).answers(reply, ("abc",))
