# The two commands of this project are `make play` and `make test`; both set themselves up.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUN := $(BIN)/python -X utf8

.PHONY: play test check serve lab bench bench-quick clean format kill-test

play: $(STAMP)
	$(BIN)/boulevard play

test: $(STAMP)
	$(BIN)/pytest -q -n 2 tests

check: $(STAMP)
	$(BIN)/ruff check client server shared tests assets
	$(BIN)/ruff format --check client server shared tests assets
	$(BIN)/mypy
	$(RUN) -m boulevard_shared.content

serve: $(STAMP)
	$(BIN)/boulevard serve

lab: $(STAMP)
	$(RUN) -m boulevard_server.lab --matches 30

bench: $(STAMP)
	$(RUN) tests/bench/run.py --size nightly

bench-quick: $(STAMP)
	$(RUN) tests/bench/run.py --size quick

format: $(STAMP)
	$(BIN)/ruff check --fix client server shared tests assets
	$(BIN)/ruff format client server shared tests assets

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Quantum Boulevard needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "could not make a virtual environment in $(VENV); on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

clean:
	rm -rf $(VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find client server shared tests -name __pycache__ -type d -prune -exec rm -rf {} +
