# The two commands of this project are `make play` and `make test`; both set themselves up. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
GAME := $(VENV)/.game
STAMP := $(VENV)/.installed
RUN := $(BIN)/python -X utf8
CODE := client server shared tests assets
MATCHES ?= 40
KILLS ?= 500
LAYOUTS ?= 500

.PHONY: play test check serve lab used balance facts bench bench-quick kill-test golden-all layouts format clean help

play: $(GAME) ## play a match against bots
	@$(BIN)/boulevard play

test: $(STAMP) ## the promises this program makes
	$(BIN)/pytest -q -n 2 tests

check: $(STAMP) ## ruff, mypy --strict and the content's cross-checks
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(RUN) -m boulevard_shared.content

serve: $(GAME) ## host matches for others on this machine
	@$(BIN)/boulevard serve

lab: $(GAME) ## play MATCHES=40 matches between bots and say whether the game is fair
	@$(BIN)/boulevard lab balance --matches $(MATCHES)

used: $(GAME) ## play thirty matches in all histories: do all orders, events, modules and links of the almanac occur?
	@$(BIN)/boulevard lab match --matches 30 --strict

facts: $(GAME) ## play the stylised facts the rules are built on, at length
	$(BIN)/boulevard lab facts --size full --with-off --markdown tests/facts/results.md

balance: $(GAME) ## measure at length whether the game is fair and open, in both modes, and how strong the bots are
	$(BIN)/boulevard lab balance --matches 2000 --markdown tests/balance/results.md
	$(BIN)/boulevard lab balance --matches 600 --mode career --markdown tests/balance/career.md
	$(BIN)/boulevard lab ratings --matches 300 --markdown tests/balance/ratings.md
	$(BIN)/boulevard lab ratings --matches 100 --mode career --markdown tests/balance/ratings-career.md

bench-quick: $(STAMP) ## measure in some minutes, against ceilings of the same run
	$(RUN) tests/bench/run.py --size quick

bench: $(STAMP) ## the same at length
	$(RUN) tests/bench/run.py --size nightly

kill-test: $(STAMP) ## kill a busy server KILLS=500 times in each of two ways and look for what it lost
	BOULEVARD_KILLS=$(KILLS) $(BIN)/pytest -q -n 2 tests/server/test_kill.py

golden-all: $(STAMP) ## every screen in every size, language and theme against its accepted mosaic
	BOULEVARD_GOLDEN_ALL=1 $(BIN)/pytest -q -n 2 tests/client/test_golden.py tests/client/test_mosaics.py

layouts: $(STAMP) ## LAYOUTS=500 windows of any size, scale and content: nothing cut, covered or out of sight
	BOULEVARD_LAYOUTS=$(LAYOUTS) $(BIN)/pytest -q -n 2 tests/client/test_layouts.py

format: $(STAMP) ## put the source into shape
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

# The game alone needs few packages; tests and checks bring their tools.
$(GAME): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Quantum Boulevard needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "could not make a virtual environment in $(VENV); on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up $(VENV); this is done once."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $(GAME)

$(STAMP): $(GAME)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

clean: ## remove everything that was made here, the virtual environment too
	rm -rf $(VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find client server shared tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## /\1:/p' Makefile | while IFS=: read -r name about; do \
		printf '  make %-12s %s\n' "$$name" "$$about"; done
