"""A package with entry points of the group `guard.detectors`, as an installer would leave it."""

from pathlib import Path

import pytest


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, source: str, **points: str) -> None:
    """Put a package of one module where it can be imported; ``points`` names what is in it."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    info = folder / f"{name}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    listed = "".join(f"{point} = {name}:{target}\n" for point, target in points.items())
    (info / "entry_points.txt").write_text(f"[guard.detectors]\n{listed}")
    monkeypatch.syspath_prepend(folder)
