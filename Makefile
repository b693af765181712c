# Two commands are enough: make demo, make test.

PYTHON ?= $(firstword $(shell command -v python3.11 || command -v python3))
PORT ?= 8000
DATA ?= var/demo
JOBS ?= $(shell n=$$(nproc); [ $$n -gt 4 ] && echo 4 || echo $$n)

BIN := .venv/bin
# Checks read the settings: they must not touch the data folder of whoever runs them.
SCRATCH := QANAT_HOME=$(CURDIR)/build/scratch
PYTEST := $(BIN)/pytest -q -n $(JOBS) --dist worksteal
SLOW := browser or crash or national or debian

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test check-fast check fix lock bench docs

help:
	@echo "make setup                      make the environment, once"
	@echo "make demo [PORT=8000] [DATA=…]  run a demonstration with synthetic data"
	@echo "make test                       pass every test, in a real browser too"
	@echo "make check-fast                 the tests you run while you work"
	@echo "make check                      style, types, layers, templates, migrations, texts"
	@echo "make fix                        mend what a machine can mend"
	@echo "make bench                      measure, as JSON lines"
	@echo "make docs                       write the generated pages of docs/ again"

setup:
	@$(PYTHON) tools/setup.py run

setup-test:
	@$(PYTHON) tools/setup.py test

demo: setup
	@exec $(BIN)/qanat demo --port $(PORT) --data "$(DATA)"

test: setup-test
	@$(PYTEST)

check-fast: setup-test
	@$(PYTEST) -m "not ($(SLOW))"

check: setup-test
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(SCRATCH) $(BIN)/mypy --no-error-summary src tests tools benchmarks
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --quiet --lint src
	@$(SCRATCH) $(BIN)/qanat manage makemigrations --check --dry-run --verbosity 0
	@$(SCRATCH) $(BIN)/python -m tools.generate_docs --check
	@$(BIN)/python tools/catalogues.py check
	@$(BIN)/pytest -q tests/architecture

fix: setup-test
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

lock:
	@cd requirements && for layer in build core dev; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			--no-emit-index-url --no-annotate $$layer.in --output-file $$layer.txt || exit 1; \
	done

bench: setup-test
	@$(SCRATCH) $(BIN)/python -m benchmarks

docs: setup-test
	@$(SCRATCH) $(BIN)/python -m tools.generate_docs
