"""Policies from text: written to files, loaded with a few names that are known."""

from collections.abc import Callable
from pathlib import Path

import pytest

from guard.decide.load import Known, load
from guard.decide.policy import Policy
from guard.errors import PolicyError

KNOWN = Known(
    entities=frozenset(
        {"EMAIL_ADDRESS", "US_SSN", "IBAN_CODE", "NOT_SCANNABLE", "PERSON", "LOCATION", "AGE", "NRP"}
    ),
    countries=frozenset({"us", "uk", "de"}),
    detectors=frozenset({"lexicon", "presidio/EmailRecognizer"}),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of policies with two packs beside it."""
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "first.yaml").write_text(
        "policy: first\nprompt: {entities: {US_SSN: block, IBAN_CODE: redact}}\n"
    )
    (packs / "second.yaml").write_text(
        "policy: second\nextends: [first]\nprompt: {entities: {US_SSN: redact}}\n"
    )
    (packs / "second.tests.yaml").write_text("cases: []\n")
    return tmp_path


@pytest.fixture
def policy(folder: Path) -> Callable[..., Policy]:
    """Write files into the folder and load the first of them."""

    def make(text: str, **files: str | bytes) -> Policy:
        (folder / "p.yaml").write_text(text, "utf-8")
        for name, content in files.items():
            path = folder / name.replace("_", ".")
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load(folder / "p.yaml", KNOWN, folder / "packs")

    return make


@pytest.fixture
def problems(folder: Path, policy: Callable[..., Policy]) -> Callable[..., list[str]]:
    """Load a policy that must not load, and give its mistakes without the folder's name."""

    def make(text: str, **files: str | bytes) -> list[str]:
        with pytest.raises(PolicyError) as raised:
            policy(text, **files)
        assert str(raised.value) == "\n".join(raised.value.problems)
        return [problem.replace(f"{folder}/", "") for problem in raised.value.problems]

    return make
