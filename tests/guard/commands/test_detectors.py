"""`guard detectors` as a person runs it."""

import json
from collections.abc import Callable
from pathlib import Path

from ran import Ran


def test_detectors_lists_everything(run: Callable[..., Ran]) -> None:
    listed = json.loads(run("detectors", "--json").stdout)
    by_label = {each["label"]: each for each in listed}
    assert by_label["EMAIL_ADDRESS"]["default"] is True
    assert (by_label["DE_TAX_ID"]["default"], by_label["DE_TAX_ID"]["countries"]) == (False, "de")
    assert by_label["hate"]["detector"] == "encoder"
    assert by_label["CH_AHV"]["checks"]
    assert by_label["CH_AHV"]["source"].startswith("https://")
    assert "US_SSN" in run("detectors").stdout


def test_detectors_of_one_country(run: Callable[..., Ran]) -> None:
    listed = json.loads(run("detectors", "--country", "GB", "--json").stdout)
    assert {each["countries"] for each in listed} == {"uk"}
    assert {"UK_NHS", "UK_UTR"} <= {each["label"] for each in listed}
    wrong = run("detectors", "--country", "xx")
    assert wrong.returncode == 2
    assert "no detectors of country `xx`: expected one of ae, " in wrong.stderr


def test_detectors_of_a_policys_own(run: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        "policy: p\nprompt: {entities: {A: block}}\ndetectors:\n"
        " - {name: ours, kind: http, url: 'http://127.0.0.1:9/?sig=canary', labels: [A], breaker: {failures: 1}}\n"
    )
    (row,) = json.loads(run("detectors", "--policy", str(path), "--json").stdout)
    assert (row["name"], row["place"], row["state"]) == ("ours", "127.0.0.1:9", "closed")
    assert "answers" not in row
    tried = run("detectors", "--policy", str(path), "--try")
    assert (tried.returncode, "error" in tried.stdout, "open" in tried.stdout) == (0, True, True)
    assert "canary" not in tried.stdout
    assert "0 further detectors" in run("detectors", "--policy", "default").stdout
