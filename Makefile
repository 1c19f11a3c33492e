# Everything a person needs: `make demo` shows the main job, `make test` is what CI runs.
PYTHON ?= python3
BIN := .venv/bin
SERVE ?= 1
PORT ?= 8321
DEMO ?= demo
SEED ?= 20260

.PHONY: setup demo test check golden lock bench clean

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup
	rm -rf $(DEMO)
	$(BIN)/waylight synthetic-day $(DEMO)/day --seed $(SEED)
	$(BIN)/waylight scan $(DEMO)/day --desk $(DEMO)/desk
	$(BIN)/waylight leads --desk $(DEMO)/desk --top 10
	@if [ "$(SERVE)" = "1" ]; then $(BIN)/waylight serve --desk $(DEMO)/desk --port $(PORT); fi

test: .venv/ready-dev check
	$(BIN)/python -m pytest -n auto

check: .venv/ready-dev
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: .venv/ready-dev
	WAYLIGHT_GOLDEN=write $(BIN)/python -m pytest -q tests/golden

bench: .venv/ready-dev
	( printf '# Results\n\nWritten by `make bench`; nothing here is typed by hand.\n\n## Synthetic days\n\n'; \
	  $(BIN)/python benchmarks/day.py; \
	  printf '\n## Speed and memory\n\n```text\n'; \
	  $(BIN)/python benchmarks/scan.py --posts 60000; printf '```\n' ) > docs/results.md

lock:
	uv pip compile pyproject.toml --extra build --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra dev --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-header -q -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv $(DEMO)
