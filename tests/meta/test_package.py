"""The wheel holds what the code needs at run time."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_wheel_holds_policies_and_data(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {"guard/_policies/default.yaml", "guard/_policies/base.yaml", "audit/log.py", "guard/cli.py"}
    wanted |= {
        f"guard/_models/{name}"
        for name in ("background.npz", "encoder.onnx", "manifest.json", "tokenizer.json")
    }
    phrases = {f"guard/detect/minors/{path.name}" for path in (ROOT / "guard/detect/minors").glob("*.tsv")}
    assert wanted | phrases <= names
    assert phrases
    assert not any(name.startswith(("tests/", "policies/", "models/")) for name in names)
