PYTHON ?= python3
BIN := .venv/bin
ROOMS := corpus crawler extractor index diembao

.PHONY: help demo serve test check format types bench clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/.installed  ## set up, then the whole main job on the sample site, offline
	$(BIN)/diembao demo

serve: .venv/.installed  ## set up, then the demo's corpus in a browser
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[web]'
	$(BIN)/diembao demo --serve

test: .venv/.developer  ## set up, then all tests
	$(BIN)/python -m pytest

check: .venv/.developer  ## what every change must pass: format, lint, types, import contract, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

format: .venv/.developer  ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.developer  ## measure speed and memory; prints ratios
	$(BIN)/python -m benchmarks.pipeline

clean:  ## remove the environment and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# compileall: some machines are told not to write byte code on the run, and would compile at every start
.venv/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -m compileall -q $(ROOMS)
	touch $@

.venv/.developer: .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[validate]'
	touch $@
