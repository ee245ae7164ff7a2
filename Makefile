# Two commands are all that most people need: `make run` judges the bundled reference, `make test` runs all tests.
# Everything is kept in .venv, which is made once and mended when pyproject.toml changes.

PYTHONS := python3.11 python3.12 python3.13 python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ARGS :=

.PHONY: help run test check prove publish bench docs clean

help:
	@echo "make run    judge the bundled reference OCS; options of the run by ARGS='...'"
	@echo "make test   run all tests; options for pytest by ARGS='...'"
	@echo "make check  formatting, lint, types and the import contracts"
	@echo "make prove  run every case against defects and mutants of the reference"
	@echo "make publish  write reports/published: the kill matrix as a page"
	@echo "make bench  measure, and write docs/performance.md"
	@echo "make docs   write what docs/ has from the schemas"
	@echo "make clean  remove the private environment and caches; reports stay"

run: $(STAMP)
	@echo "== Running the suite against the reference"
	@$(BIN)/ocs-conformance run --target reference $(ARGS)

test: $(STAMP)
	@echo "== Running all tests"
	@$(BIN)/pytest -q -n 2 $(ARGS)

check: $(STAMP)
	@echo "== Checking the formatting"
	@$(BIN)/ruff format --check --quiet .
	@echo "== Checking the style"
	@$(BIN)/ruff check --quiet .
	@echo "== Checking the types"
	@$(BIN)/mypy
	@echo "== Checking who imports whom"
	@$(BIN)/lint-imports --no-logo

prove: $(STAMP)
	@echo "== Proving that each case can fail"
	@$(BIN)/ocs-conformance prove --target reference $(ARGS)

publish: $(STAMP)
	@echo "== Writing reports/published/proof.html"
	@mkdir -p reports/published
	@$(BIN)/ocs-conformance prove --target reference --format html >reports/published/proof.html

docs: $(STAMP)
	@echo "== Writing docs/messages.md"
	@sed -i '/^<!-- messages -->$$/q' docs/messages.md
	@$(BIN)/ocs-conformance messages --format markdown >>docs/messages.md

bench: $(STAMP)
	@echo "== Measuring"
	@$(BIN)/python -m benchmarks.run $(ARGS)

clean:
	@echo "== Removing the private environment and caches"
	@rm -rf $(VENV) .venv-tavern build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A name that is on the path may still not run (a version manager's stand-in), or lack what makes environments.
$(STAMP): pyproject.toml
	@set -e; \
	for name in $(PYTHONS); do \
	  if $$name -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; \
	  then python=$$name; break; fi; \
	done; \
	if [ -z "$${python:-}" ]; then \
	  echo "Python 3.11, 3.12 or 3.13 with its venv module is needed; none of these is one: $(PYTHONS)" >&2; exit 1; \
	fi; \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  echo "== Making a private environment in $(VENV) with $$python"; \
	  $$python -m venv --clear $(VENV); \
	fi; \
	echo "== Installing the project and its tools into $(VENV) (once; a minute or two)"; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'; \
	touch $(STAMP)
