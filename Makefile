# `make demo` and `make test` are all that a newcomer needs. What each target does stands behind its name.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest
# Folders whose tests are about the database: they run a second time on a real PostgreSQL server.
ON_POSTGRES := $(wildcard tests/spine tests/pipeline tests/trail tests/newsletter tests/truth)
LOCK := uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-header --quiet \
	--no-emit-index-url --no-emit-find-links --group build

.PHONY: setup demo test lint gallery bench chaos lock

setup: .venv/.ready  ## .venv from the lock, and what the system lacks
	@sh .ci/needs

.venv/.ready: requirements/dev.txt pyproject.toml
	@echo "Setting up .venv (about a minute the first time)."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
		echo "Python's venv is missing. Run: apt-get install -y python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup  ## everything with a sandboxed Instagram and mailbox; prints the address and the logins
	@$(BIN)/publisher demo

test: setup  ## all tests; those about the database on PostgreSQL too
	@status=0; \
	PUBLISHER_TEST_DATABASE=postgres PUBLISHER_TEST_CASES=first $(PYTEST) --quiet -n 2 $(ON_POSTGRES) || status=1; \
	$(PYTEST) -n 2 || status=1; \
	exit $$status

lint: setup  ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy publisher graphics tasks
	$(BIN)/lint-imports

gallery: setup  ## every template, format, language and kind of card with hard names, as files in var/gallery
	@$(BIN)/publisher gallery write var/gallery

bench: setup  ## how fast, and with how much memory
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.txt || \
		echo "The renderers to compare with could not be installed: those that are absent are skipped."
	@$(BIN)/publisher bench

chaos: setup  ## kills workers at random while they publish, plays every fault of Instagram's, and a thousand at once
	@status=0; began=$$(date +%s); \
	PUBLISHER_TEST_CHAOS=full $(PYTEST) -n 2 tests/chaos/matrix || status=1; \
	PUBLISHER_TEST_CHAOS=full $(PYTEST) -n 2 -m chaos --ignore tests/chaos/matrix tests/chaos || status=1; \
	echo "make chaos: $$((($$(date +%s) - began + 30) / 60)) min of 45 min"; \
	exit $$status

lock:  ## new versions of everything, pinned by hash; needs uv
	$(LOCK) --upgrade --output-file requirements/run.txt
	$(LOCK) --upgrade --group dev --extra anymail --extra faces --extra heic --output-file requirements/dev.txt
	$(LOCK) --constraint requirements/dev.txt --extra bench --output-file requirements/bench.txt
