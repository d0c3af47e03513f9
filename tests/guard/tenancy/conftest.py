"""Tenants files, and policies that need no rings."""

from collections.abc import Callable
from pathlib import Path

import pytest

POLICY = "policy: {}\nprompt: {{entities: {{EMAIL_ADDRESS: {}}}}}\naudit: {{record: none}}\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with policies `mask.yaml` and `stop.yaml`, which need no detector but patterns and record nothing."""
    (tmp_path / "mask.yaml").write_text(POLICY.format("mask", "redact"), encoding="utf-8")
    (tmp_path / "stop.yaml").write_text(POLICY.format("stop", "block"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def write(place: Path) -> Callable[[str], Path]:
    """Writes the tenants file."""

    def written(text: str) -> Path:
        path = place / "tenants.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written
