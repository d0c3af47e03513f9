"""Nothing opens a network connection while Guard loads and screens: every socket call would end the process."""

import subprocess
import sys
from pathlib import Path

import onnxruntime

PROGRAM = """
import os, socket, sys

def audit(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        sys.stderr.write(f"{event}\\n")
        os._exit(7)

sys.addaudithook(audit)
if sys.argv[1:] == ["connect"]:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
from guard import Guard
guard = Guard.load("default")
for direction in ("prompt", "completion"):
    guard.check("Ask Nadia Okafor in Ghent, nadia@example.org, about the vile text. " * 40, direction)
sys.stdout.write("screened")
"""


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", PROGRAM, *args], capture_output=True, text=True, check=False)


def test_loading_and_screening_open_no_connection():
    done = run()
    assert (done.returncode, done.stdout) == (0, "screened"), done.stderr


def test_the_test_would_see_one():
    done = run("connect")
    assert done.returncode == 7
    assert "socket" in done.stderr


def test_the_product_never_imports_the_training_parts():
    program = "import sys; from guard import Guard; Guard.load('default').check('Nadia'); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint({"torch", "transformers", "models", "faker", "huggingface_hub", "spacy", "onnx"})
    assert {"onnxruntime", "tokenizers"} <= loaded


def test_the_runtime_of_the_encoder_holds_no_telemetry():
    """What native code sends, no hook of Python sees: later wheels of onnxruntime carry Microsoft's 1DS client."""
    library = Path(onnxruntime.__file__).parent / "capi"
    binaries = [
        path for path in library.iterdir() if ".so" in path.name or path.suffix in {".pyd", ".dll", ".dylib"}
    ]
    assert binaries
    assert [path.name for path in binaries if b"OneDsTelemetry" in path.read_bytes()] == []
